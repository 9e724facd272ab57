/** All that is tried on the built page in one Chromium: a build and a launch for each subject would take minutes. */
import './alert/acts.page.ts'
import './alert/evidence.page.ts'
import './cameras/cameras.page.ts'
import './desk/live.page.ts'
import './desk/screen.page.ts'
import './map/base-map.page.ts'
import './session/login.page.ts'
import './session/session-end.page.ts'
