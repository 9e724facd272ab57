#!/bin/sh
# Fetches the open fonts with which plates are drawn into fonts/ (ignored by git, not shipped): SIL Open Font Licence or Apache-2.0.
# Debian's fonts-roadgeek, fonts-opendin and fonts-bebas-neue are needed beside them.
set -eu
cd "$(dirname "$0")"
families="alfa-slab-one antonio barlow-condensed big-shoulders-display fjalla-one kaushan-script libre-baskerville
  lobster oswald overpass pathway-gothic-one roboto-condensed saira-condensed
  pacifico dancing-script yellowtail satisfy cookie damion courgette norican sacramento great-vibes playball
  playfair-display merriweather roboto-slab arvo bitter cinzel abril-fatface bree-serif old-standard-tt rokkitt rye
  montserrat poppins archivo-narrow archivo-black josefin-sans raleway lato anton russo-one jost exo-2 permanent-marker"
wanted=""
for family in $families; do
  [ -d "fonts/node_modules/@fontsource/$family" ] || wanted="$wanted @fontsource/$family@5.3.0"
done
[ -n "$wanted" ] || exit 0
mkdir -p fonts
# shellcheck disable=SC2086 # a list of packages
npm install --silent --ignore-scripts --no-audit --no-fund --no-package-lock --prefix fonts $wanted
