/**
 * The colours of Busbar, one name for one meaning. Every pair of text and ground is at least 4.5 : 1 and every part at least 3 : 1;
 * `tokens.spec.ts` computes it, because axe cannot see into a chart's canvas.
 */
export interface Tokens {
  readonly bg: string;
  readonly surface: string;
  /** A well in the light scheme, a raised ground in the dark one. */
  readonly sunken: string;
  readonly text: string;
  readonly textMuted: string;
  readonly border: string;
  readonly borderStrong: string;
  readonly control: string;
  readonly accent: string;
  readonly accentHover: string;
  readonly accentText: string;
  readonly accentSoft: string;
  readonly focus: string;
  readonly success: string;
  readonly successSoft: string;
  readonly warning: string;
  readonly warningSoft: string;
  readonly danger: string;
  readonly dangerSoft: string;
  readonly info: string;
  readonly infoSoft: string;
  /** Estimated or forecast, everywhere and only there. */
  readonly estimate: string;
  readonly estimateSoft: string;
  readonly series: readonly [string, string, string, string];
}

export const light: Tokens = {
  bg: '#F9FAFC',
  surface: '#FFFFFF',
  sunken: '#F2F4F6',
  text: '#1A1E24',
  textMuted: '#5A6068',
  border: '#E4E6E9',
  borderStrong: '#D2D4D8',
  control: '#7C8187',
  accent: '#A95100',
  accentHover: '#8B3F00',
  accentText: '#8B3F00',
  accentSoft: '#FFE4D3',
  focus: '#1570BC',
  success: '#09693B',
  successSoft: '#D9F3E1',
  warning: '#784F00',
  warningSoft: '#F9E9CE',
  danger: '#9E1F34',
  dangerSoft: '#FFDEDE',
  info: '#055A9B',
  infoSoft: '#D7EEFF',
  estimate: '#634690',
  estimateSoft: '#EFE6FF',
  series: ['#1E6BAF', '#91593B', '#3AA28D', '#6C2D67'],
};

export const dark: Tokens = {
  bg: '#0E1115',
  surface: '#15191D',
  sunken: '#202328',
  text: '#E3E8EF',
  textMuted: '#ADB1B7',
  border: '#2E3237',
  borderStrong: '#41454A',
  control: '#7C8187',
  accent: '#A95100',
  accentHover: '#B65809',
  accentText: '#EE9258',
  accentSoft: '#3D2515',
  focus: '#63B2FF',
  success: '#8ED6A7',
  successSoft: '#173221',
  warning: '#E4BC70',
  warningSoft: '#36290F',
  danger: '#FF9A9F',
  dangerSoft: '#3F2223',
  info: '#89C8FF',
  infoSoft: '#192D41',
  estimate: '#CDB3FD',
  estimateSoft: '#2F263E',
  series: ['#62ABF4', '#E4946A', '#B7EBD2', '#9E6397'],
};

/** `accentText` is `--bb-accent-text` in a style sheet. */
export function variables(tokens: Tokens): Readonly<Record<string, string>> {
  const entries = Object.entries(tokens).flatMap(([name, value]: [string, string | readonly string[]]): [string, string][] =>
    typeof value === 'string' ? [[`--bb-${kebab(name)}`, value]] : value.map((colour, index) => [`--bb-${kebab(name)}-${index + 1}`, colour]),
  );
  return Object.fromEntries(entries);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
