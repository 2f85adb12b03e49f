/** What the letters of a board mean. Colours are told apart by everybody: Okabe and Ito's palette, with a letter beside each. */
export interface State { letter: string; name: string; color: string; dark: string }

export const states: State[] = [
  { letter: 'R', name: 'Ready', color: '#ffffff', dark: '#3a4048' },
  { letter: 'L', name: 'Being mapped', color: '#e69f00', dark: '#e69f00' },
  { letter: 'M', name: 'Mapped', color: '#56b4e9', dark: '#56b4e9' },
  { letter: 'K', name: 'Being validated', color: '#cc79a7', dark: '#cc79a7' },
  { letter: 'V', name: 'Validated', color: '#009e73', dark: '#009e73' },
  { letter: 'I', name: 'Map again', color: '#d55e00', dark: '#d55e00' },
  { letter: 'B', name: 'Bad imagery', color: '#7a7a7a', dark: '#9a9a9a' },
];

const letters: Record<string, string> = {
  READY: 'R', LOCKED_FOR_MAPPING: 'L', MAPPED: 'M', LOCKED_FOR_VALIDATION: 'K', VALIDATED: 'V', INVALIDATED: 'I', BADIMAGERY: 'B',
};

export const letterOf = (status: string): string => letters[status] ?? 'R';
export const nameOf = (letter: string): string => states.find((state) => state.letter === letter)?.name ?? letter;
export const isDark = (): boolean => matchMedia('(prefers-color-scheme: dark)').matches;
export const colorOf = (state: State): string => (isDark() ? state.dark : state.color);
