import * as maplibre from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { session, type Config } from './api';
import { colorOf, isDark, states } from './states';

maplibre.setWorkerUrl(workerUrl);

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** A map drawn from our own data alone: it works without the internet. A raster lies below it if a setting names one. */
export function createMap(container: HTMLElement, config: Config): Promise<maplibre.Map> {
  const dark = isDark();
  const ink = dark ? '#5b6570' : '#b9b2a6';
  const map = new maplibre.Map({
    container,
    attributionControl: false,
    // Tiles of items are for those who may see the project.
    transformRequest: (url) => (url.startsWith(`${location.origin}/v1/`) && session() ? { url, headers: { Authorization: `Token ${btoa(session()!.session_token)}` } } : { url }),
    dragRotate: false,
    style: {
      version: 8,
      sources: {
        background: { type: 'geojson', data: empty },
        area: { type: 'geojson', data: empty },
        tasks: { type: 'geojson', data: empty },
        ...(config.rasterUrl ? { raster: { type: 'raster' as const, tiles: [config.rasterUrl], tileSize: 256, attribution: config.rasterAttribution ?? '' } } : {}),
      },
      layers: [
        { id: 'paper', type: 'background', paint: { 'background-color': dark ? '#1b1f24' : '#f4f1ea' } },
        ...(config.rasterUrl ? [{ id: 'raster', type: 'raster' as const, source: 'raster' }] : []),
        { id: 'green', type: 'fill', source: 'background', filter: ['any', ['has', 'leisure'], ['has', 'landuse'], ['==', ['get', 'natural'], 'wood']], paint: { 'fill-color': dark ? '#24382b' : '#d6e8cf' } },
        { id: 'water-area', type: 'fill', source: 'background', filter: ['==', ['get', 'natural'], 'water'], paint: { 'fill-color': dark ? '#1f3a4d' : '#b5d7ea' } },
        { id: 'water', type: 'line', source: 'background', filter: ['has', 'waterway'], paint: { 'line-color': dark ? '#2d5873' : '#9ccbe6', 'line-width': 3 } },
        { id: 'roads', type: 'line', source: 'background', filter: ['has', 'highway'], paint: { 'line-color': ink, 'line-width': ['match', ['get', 'highway'], ['motorway', 'trunk', 'primary'], 3, ['secondary', 'tertiary'], 2, 1] } },
        { id: 'buildings', type: 'fill', source: 'background', filter: ['has', 'building'], paint: { 'fill-color': dark ? '#4a4f57' : '#d9d0c1' } },
        { id: 'tasks', type: 'fill', source: 'tasks', paint: { 'fill-color': fillColor(), 'fill-opacity': ['case', ['boolean', ['feature-state', 'hidden'], false], 0.03, ['==', ['coalesce', ['feature-state', 'letter'], 'R'], 'R'], 0.18, 0.5] } },
        { id: 'task-lines', type: 'line', source: 'tasks', paint: { 'line-color': dark ? '#8b96a3' : '#5d6670', 'line-width': 1 } },
        { id: 'chosen', type: 'line', source: 'tasks', paint: { 'line-color': dark ? '#ffffff' : '#111111', 'line-width': ['case', ['boolean', ['feature-state', 'chosen'], false], 4, 0] } },
        { id: 'area', type: 'line', source: 'area', paint: { 'line-color': '#0072b2', 'line-width': 2 } },
      ],
    },
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new maplibre.AttributionControl({ compact: false, customAttribution: config.attribution }), 'bottom-right');
  // Not 'load': that waits for the tiles of the raster, and for the first picture of a slow machine.
  return new Promise((resolve) => map.once('style.load', () => resolve(map)));
}

function fillColor(): maplibre.ExpressionSpecification {
  const cases = states.flatMap((state) => [state.letter, colorOf(state)]);
  return ['match', ['coalesce', ['feature-state', 'letter'], 'R'], ...cases, '#ffffff'] as unknown as maplibre.ExpressionSpecification;
}

export const source = (map: maplibre.Map, name: string): maplibre.GeoJSONSource => map.getSource(name) as maplibre.GeoJSONSource;

export function fit(map: maplibre.Map, box: [number, number, number, number]): void {
  map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { padding: 32, animate: false });
}

/** The box around all positions of a geometry. */
export function boxOf(geometry: GeoJSON.Geometry): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] === 'number') {
      const [x, y] = value as number[];
      box[0] = Math.min(box[0], x!); box[1] = Math.min(box[1], y!); box[2] = Math.max(box[2], x!); box[3] = Math.max(box[3], y!);
    } else value.forEach(visit);
  };
  visit('coordinates' in geometry ? geometry.coordinates : []);
  return box;
}
