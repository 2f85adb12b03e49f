type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | ((event: Event) => void) | undefined>;

/** Makes an element. Text is always text: no string ever becomes HTML. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** Tells everybody, screen readers included, what happened. */
export function say(text: string, bad = false): void {
  const line = document.getElementById('status')!;
  line.textContent = text;
  line.classList.toggle('bad', bad);
}

/** Runs something the user asked for; a failure is said, not thrown. */
export async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (fault) {
    say(fault instanceof Error ? fault.message : String(fault), true);
  }
}
