/** The kinds of grid a project can have, each with its sizes; a slider goes over their indices. */
export interface Kind { id: string; label: string; sizes: number[]; start: number; text: (size: number) => string; note: string }

const metres = (size: number): string => (size < 1000 ? `${size} m` : `${size / 1000} km`);
const steps = [50, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000];

export const kinds: Kind[] = [
  { id: 'tiles', label: 'Tiles', sizes: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18], start: 7, text: (size) => `zoom ${size}`, note: 'Squares of the web map. Neighbouring projects fit together.' },
  { id: 'metres', label: 'Squares in metres', sizes: steps, start: 7, text: metres, note: 'The same size everywhere; a place keeps its square when the area changes.' },
  { id: 'hexagons', label: 'Hexagons', sizes: steps, start: 5, text: (size) => `${metres(size)} a side`, note: 'Every neighbour shares a side.' },
  { id: 'h3', label: 'H3 cells', sizes: [4, 5, 6, 7, 8, 9, 10, 11, 12], start: 5, text: (size) => `resolution ${size}`, note: 'Hexagons with the index that other programs use.' },
  { id: 'balanced', label: 'Balanced', sizes: [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240], start: 4, text: (size) => `about ${size} minutes each`, note: 'Equal work, by what the imported extract holds. No border cuts a building.' },
];

export const kindOf = (id: string): Kind => kinds.find((kind) => kind.id === id) ?? kinds[0]!;
