import { describe, expect, it } from 'vitest';
import { dark, light, type Tokens } from './tokens';

const schemes: readonly [string, Tokens][] = [
  ['light', light],
  ['dark', dark],
];

describe.each(schemes)('the %s scheme', (_name, tokens) => {
  it('writes text that reads at 4.5 : 1 on the page, the card and the well', () => {
    for (const ground of [tokens.bg, tokens.surface, tokens.sunken]) {
      for (const text of [tokens.text, tokens.textMuted, tokens.accentText]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('writes each meaning at 4.5 : 1 on its own soft ground and on the card', () => {
    const pairs = [
      [tokens.success, tokens.successSoft],
      [tokens.warning, tokens.warningSoft],
      [tokens.danger, tokens.dangerSoft],
      [tokens.info, tokens.infoSoft],
      [tokens.estimate, tokens.estimateSoft],
      [tokens.accentText, tokens.accentSoft],
    ] as const;
    for (const [text, soft] of pairs) {
      expect(contrast(text, soft)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(text, tokens.surface)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keeps white text on the copper button, at rest and under the pointer', () => {
    expect(contrast('#FFFFFF', tokens.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast('#FFFFFF', tokens.accentHover)).toBeGreaterThanOrEqual(4.5);
  });

  it('draws rings, controls and chart series that stand 3 : 1 from the card', () => {
    for (const part of [tokens.focus, tokens.control, ...tokens.series]) expect(contrast(part, tokens.surface)).toBeGreaterThanOrEqual(3);
  });
});

function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => channel(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channel(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
