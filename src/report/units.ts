/** Numbers for people: bytes, rates, times. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

export function secondsText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  return minutes > 0 ? `${minutes} min ${String(whole % 60).padStart(2, '0')} s` : `${whole} s`;
}

/** A share as a percentage with the digits that matter, never rounded down to zero nor up to all. */
export function percentText(fraction: number): string {
  if (fraction === 0) return '0 %';
  const percent = fraction * 100;
  if (percent < 1) return `${percent.toPrecision(2)} %`;
  const digits = [1, 2, 3, 4, 5, 6].find((count) => fraction >= 1 || !percent.toFixed(count).startsWith('100'));
  return digits === undefined ? 'almost 100 %' : `${percent.toFixed(digits)} %`;
}
