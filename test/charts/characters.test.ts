import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { charactersOf } from '../../src/charts/drawing/characters.ts';

const name = '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf';
const has = charactersOf(readFileSync(fileURLToPath(import.meta.resolve(name))));
const drawn = (text: string) => [...text].filter((character) => has(character.codePointAt(0) ?? 0)).join('');

test('a font says which characters it has', () => {
  expect(drawn('BTC/USDT $1,234.56 −5 % …')).toBe('BTC/USDT $1,234.56 −5 % …');
  expect(drawn('ÄÖÜßéŁžĞ Жизнь Ωμέγα ₿ □')).toBe('ÄÖÜßéŁžĞ Жизнь Ωμέγα ₿ □');
  expect(drawn('a币b🚀c𝒳d\ne\u{10ffff}')).toBe('abcde');
});

test('what is no font is an error', () => {
  expect(() => charactersOf(Buffer.alloc(64))).toThrow('no table cmap');
});
