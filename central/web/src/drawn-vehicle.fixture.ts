import type { Corners } from '@archway/shared/read'

/** Size of a drawn scene, pixels. */
const SCENE = { width: 1280, height: 720 }

/** Where the plate lies in a drawn scene: the view from behind is turned a little, by angle. */
export const drawnCorners = (angle: 1 | 2): Corners =>
  angle === 1
    ? [
        [566, 474],
        [716, 478],
        [715, 552],
        [565, 547],
      ]
    : [
        [600, 486],
        [732, 474],
        [733, 544],
        [601, 557],
      ]

/** A car from behind with this plate, drawn, so that no photograph is needed to test the page. */
export function drawnScene(plate: string, angle: 1 | 2): string {
  const [[x1, y1], [x2, y2], [x3, y3], [x4, y4]] = drawnCorners(angle)
  const shift = angle === 1 ? 0 : 26
  return svg(
    SCENE.width,
    SCENE.height,
    `<rect width="1280" height="330" fill="#5b6b80"/><rect y="330" width="1280" height="390" fill="#3a3d42"/>
     <path d="M0 720L560 330h160L1280 720z" fill="#4a4d53"/>
     <path d="M640 720V560M640 500V430M640 400v-30" stroke="#c9bd6a" stroke-width="7"/>
     <g transform="translate(${shift} 0)">
     <rect x="400" y="330" width="480" height="270" rx="46" fill="#1d3f63"/>
     <path d="M450 340l50-110h280l50 110z" fill="#16304c"/><path d="M478 330l38-82h248l38 82z" fill="#9fb6cc"/>
     <rect x="404" y="400" width="104" height="52" rx="12" fill="#c22f2f"/>
     <rect x="772" y="400" width="104" height="52" rx="12" fill="#c22f2f"/>
     <rect x="420" y="578" width="70" height="60" fill="#15181c"/><rect x="790" y="578" width="70" height="60" fill="#15181c"/>
     </g>
     <path d="M${x1} ${y1}L${x2} ${y2}L${x3} ${y3}L${x4} ${y4}z" fill="#eef3f7" stroke="#222" stroke-width="2"/>
     <text x="${(x1 + x3) / 2}" y="${(y1 + y3) / 2 + 17}" font-family="monospace" font-weight="700" font-size="34"
       text-anchor="middle" fill="#12275c" transform="rotate(${angle === 1 ? 1.6 : -5} ${x1} ${y1})">${plate}</text>`,
  )
}

export const drawnPlate = (plate: string): string =>
  svg(
    320,
    160,
    `<rect width="320" height="160" rx="14" fill="#eef3f7"/><rect width="320" height="30" fill="#8fb3d9"/>
     <text x="160" y="112" font-family="monospace" font-weight="700" font-size="66" text-anchor="middle"
       fill="#12275c">${plate}</text>`,
  )

const svg = (width: number, height: number, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`
