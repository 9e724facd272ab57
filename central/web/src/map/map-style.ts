import type { StyleSpecification } from 'maplibre-gl'
import { type Header, TileType } from 'pmtiles'
import { BASE_MAP_URL } from './find-base-map.ts'

const INK = {
  land: '#182029',
  water: '#0d1a2b',
  park: '#17261f',
  building: '#222c37',
  road: '#3a4858',
  majorRoad: '#5c6f85',
  rail: '#33404d',
  name: '#c3cedb',
  halo: '#10161d',
}

/**
 * A dark, quiet map: streets, water and names, nothing that competes with the marks. Vector archives are
 * expected in the Protomaps schema (`earth`, `water`, `landuse`, `roads`, `buildings`, `places`); pictures
 * are drawn as they are. Names use the workstation's fonts, so no font server is needed.
 */
export function mapStyle(header: Header, attribution: string): StyleSpecification {
  const source = { url: `pmtiles://${BASE_MAP_URL}`, attribution }
  const background = {
    id: 'background',
    type: 'background' as const,
    paint: { 'background-color': INK.land },
  }
  if (header.tileType !== TileType.Mvt) {
    return {
      version: 8,
      sources: { base: { type: 'raster', tileSize: 256, ...source } },
      layers: [background, { id: 'base', type: 'raster', source: 'base' }],
    }
  }
  return {
    version: 8,
    sources: { base: { type: 'vector', ...source } },
    layers: [background, ...areas(), ...lines(), ...names()],
  }
}

type Layers = StyleSpecification['layers']

const base = { source: 'base' } as const

function areas(): Layers {
  return [
    {
      ...base,
      id: 'park',
      type: 'fill',
      'source-layer': 'landuse',
      filter: ['in', ['get', 'kind'], ['literal', ['park', 'forest', 'wood', 'cemetery', 'golf_course']]],
      paint: { 'fill-color': INK.park },
    },
    { ...base, id: 'water', type: 'fill', 'source-layer': 'water', paint: { 'fill-color': INK.water } },
    {
      ...base,
      id: 'buildings',
      type: 'fill',
      'source-layer': 'buildings',
      minzoom: 14,
      paint: { 'fill-color': INK.building },
    },
  ]
}

function lines(): Layers {
  const width = (thin: number, thick: number) =>
    ['interpolate', ['exponential', 1.6], ['zoom'], 10, thin, 18, thick] as [
      'interpolate',
      ['exponential', number],
      ['zoom'],
      number,
      number,
      number,
      number,
    ]
  return [
    {
      ...base,
      id: 'rail',
      type: 'line',
      'source-layer': 'roads',
      filter: ['==', ['get', 'kind'], 'rail'],
      paint: { 'line-color': INK.rail, 'line-width': width(0.4, 3), 'line-dasharray': [4, 2] },
    },
    {
      ...base,
      id: 'roads',
      type: 'line',
      'source-layer': 'roads',
      filter: ['!', ['in', ['get', 'kind'], ['literal', ['rail', 'highway', 'major_road']]]],
      paint: { 'line-color': INK.road, 'line-width': width(0.3, 14) },
    },
    {
      ...base,
      id: 'major-roads',
      type: 'line',
      'source-layer': 'roads',
      filter: ['in', ['get', 'kind'], ['literal', ['highway', 'major_road']]],
      paint: { 'line-color': INK.majorRoad, 'line-width': width(0.8, 22) },
    },
  ]
}

function names(): Layers {
  const paint = { 'text-color': INK.name, 'text-halo-color': INK.halo, 'text-halo-width': 1.4 }
  return [
    {
      ...base,
      id: 'road-names',
      type: 'symbol',
      'source-layer': 'roads',
      minzoom: 13,
      layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-size': 12 },
      paint,
    },
    {
      ...base,
      id: 'place-names',
      type: 'symbol',
      'source-layer': 'places',
      layout: { 'text-field': ['get', 'name'], 'text-size': 13 },
      paint,
    },
  ]
}
