/** The imports of a TypeScript source text, by shape alone: enough for sources that Biome has formatted. */
export interface Import {
  /** As written: `./plan.ts`, `node:fs`, `zod`. */
  readonly from: string;
  /** True when it vanishes at run time. */
  readonly typeOnly: boolean;
}

const STATIC = /^(?:import|export)\s+(?<type>type\s)?(?<names>[^'";]*?)from\s*['"](?<from>[^'"]+)['"]/gm;
const BARE = /^import\s*['"](?<from>[^'"]+)['"]/gm;
const DYNAMIC = /\b(?<typeOf>typeof\s+)?import\(\s*['"](?<from>[^'"]+)['"]\s*\)/g;

/** `import { type A, type B }` vanishes too; `import { type A, b }` does not. */
function onlyTypes(names: string): boolean {
  const inside = /^\{(?<list>[\s\S]*)\}\s*$/.exec(names.trim())?.groups?.['list'];
  const each = (inside ?? '').split(',').filter((name) => name.trim() !== '');
  return each.length > 0 && each.every((name) => /^\s*type\s/.test(name));
}

export function importsOf(source: string): Import[] {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const { groups } of text.matchAll(STATIC)) {
    const typeOnly = groups?.['type'] !== undefined || onlyTypes(groups?.['names'] ?? '');
    found.push({ from: groups?.['from'] ?? '', typeOnly });
  }
  for (const { groups } of text.matchAll(BARE)) found.push({ from: groups?.['from'] ?? '', typeOnly: false });
  for (const { groups } of text.matchAll(DYNAMIC)) {
    found.push({ from: groups?.['from'] ?? '', typeOnly: groups?.['typeOf'] !== undefined });
  }
  return found;
}
