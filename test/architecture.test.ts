/** Holds the sources to the rooms, and to the arrows between them. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsOf } from './imports-of.ts';

const SRC = join(import.meta.dirname, '..', 'src');

interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

interface Edge {
  readonly file: string;
  /** A path below `src`, or the name of a package or builtin. */
  readonly target: string;
  readonly inside: boolean;
  readonly typeOnly: boolean;
}

const sources: Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }))
  .map((file) => ({ ...file, lines: file.text.split('\n').length - 1 }));

const edges: Edge[] = sources.flatMap(({ path, text }) =>
  importsOf(text).map(({ from, typeOnly }) => {
    const inside = from.startsWith('.');
    return { file: path, target: inside ? join(dirname(path), from) : from, inside, typeOnly };
  }),
);

/** `drivers/adb/shell.ts` is in the room `drivers/adb`; `drivers/driver.ts` is the seam. */
function roomOf(path: string): string {
  const parts = path.split('/');
  return parts[0] === 'drivers' ? (parts.length > 2 ? `drivers/${parts[1]}` : 'drivers') : (parts[0] ?? '');
}

/** Rooms each room may import from; a room that ends in `:types` for types only. Its own, model and faults go without saying. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  faults: [],
  model: [],
  decide: [],
  report: [],
  host: [],
  drivers: ['model:types'],
  'drivers/adb': ['drivers:types', 'host'],
  'drivers/emulator': ['drivers:types', 'host'],
  // The list of what may be erased is a value, and the driver holds itself to it.
  'drivers/fastboot': ['drivers', 'host'],
  bench: ['drivers:types', 'decide', 'host'],
  sampler: ['drivers:types', 'decide', 'host'],
  engine: ['drivers:types', 'bench', 'sampler', 'decide', 'host'],
  certificate: ['host'],
  ledger: ['host'],
  qc: ['sampler', 'decide', 'host'],
  profiles: ['decide', 'host'],
  virtual: ['host'],
};

/** Where concrete drivers, and only there virtual phones, may be named. */
const WIRES = ['cli/wire.ts', 'cli/checkup.ts', 'cli/commands/virtual.ts'];

/** Rooms without a row import whatever package they were given; these are held short. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  faults: [],
  model: ['zod'],
  decide: [],
  report: ['chalk', 'ora'],
  bench: [],
  drivers: [],
  'drivers/adb': ['@devicefarmer/adbkit'],
  'drivers/emulator': [],
  'drivers/fastboot': [],
};

function allowed({ file, target, typeOnly }: Edge): boolean {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to) return true;
  if (from === 'faults') return false;
  if (from === 'model') return target === 'faults/codes.ts';
  if (from === 'cli') return !to.startsWith('drivers/') || WIRES.includes(file);
  if (to === 'model' || to === 'faults') return true;
  const arrows = ARROWS[from] ?? [];
  return arrows.includes(to) || (typeOnly && arrows.includes(`${to}:types`));
}

const shown = ({ file, target, typeOnly }: Edge) => `${file} -> ${target}${typeOnly ? ' (types)' : ''}`;

describe('reading imports', () => {
  test.each([
    ["import { a } from './a.ts';", './a.ts', false],
    ["import a from './a.ts';", './a.ts', false],
    ["import * as a from './a.ts';", './a.ts', false],
    ["import './a.ts';", './a.ts', false],
    ["import type { A } from './a.ts';", './a.ts', true],
    ["import { type A, type B } from './a.ts';", './a.ts', true],
    ["import { type A, b } from './a.ts';", './a.ts', false],
    ["import { b, type A } from './a.ts';", './a.ts', false],
    ["import a, { type B } from './a.ts';", './a.ts', false],
    ["import {\n  type A,\n  b,\n} from './a.ts';", './a.ts', false],
    ["import {\n  type A,\n  type B,\n} from './a.ts';", './a.ts', true],
    ["export { a } from './a.ts';", './a.ts', false],
    ["export * from './a.ts';", './a.ts', false],
    ["export type { A } from './a.ts';", './a.ts', true],
    ["const a = await import('./a.ts');", './a.ts', false],
    ["load(\n  import(\n    './a.ts'\n  ))", './a.ts', false],
    ["const a = load('x') as typeof import('./a.ts');", './a.ts', true],
    ['import { a } from "node:fs";', 'node:fs', false],
  ])('%j', (source, from, typeOnly) => {
    expect(importsOf(source)).toEqual([{ from, typeOnly }]);
  });

  test.each([
    "// import { a } from './a.ts';",
    "/*\nimport './a.ts';\n*/",
    "export const from = 'a';",
    "say('import x')",
  ])('no import in %j', (source) => {
    expect(importsOf(source)).toEqual([]);
  });

  test('finds every word `from` that ends an import line', () => {
    for (const { path, text } of sources) {
      const plain = text.match(/^(?:import|export)?[^'"\n]*\bfrom '[^']+';$/gm) ?? [];
      expect(importsOf(text).length, path).toBeGreaterThanOrEqual(plain.length);
    }
  });
});

describe('arrows', () => {
  test('there is something to check, and every room has its arrows', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(edges.length).toBeGreaterThan(300);
    const rooms = new Set(sources.map(({ path }) => roomOf(path)));
    expect([...rooms].filter((room) => room !== 'cli' && !(room in ARROWS))).toEqual([]);
  });

  test('every relative import names a source file', () => {
    const paths = new Set(sources.map(({ path }) => path));
    expect(edges.filter(({ inside, target }) => inside && !paths.has(target)).map(shown)).toEqual([]);
  });

  test('no import goes against the arrows', () => {
    expect(edges.filter((edge) => edge.inside && !allowed(edge)).map(shown)).toEqual([]);
  });

  test.each([
    ['decide/plan.ts', 'host/clock.ts', true],
    ['report/table.ts', 'drivers/driver.ts', true],
    ['engine/link.ts', 'drivers/adb/driver.ts', true],
    ['engine/link.ts', 'drivers/driver.ts', false],
    ['bench/bench.ts', 'drivers/driver.ts', false],
    ['bench/bench.ts', 'engine/link.ts', true],
    ['drivers/adb/shell.ts', 'drivers/fastboot/shell.ts', true],
    ['drivers/adb/shell.ts', 'engine/link.ts', true],
    ['profiles/load.ts', 'engine/context.ts', true],
    ['engine/execute.ts', 'virtual/plug.ts', true],
    ['cli/main.ts', 'drivers/adb/driver.ts', true],
    ['model/plan.ts', 'faults/fault.ts', true],
    ['faults/fault.ts', 'model/plan.ts', true],
    ['certificate/verify.ts', 'decide/judge.ts', true],
    ['virtual/plug.ts', 'drivers/driver.ts', true],
  ])('%s must not import %s', (file, target, typeOnly) => {
    expect(allowed({ file, target, inside: true, typeOnly })).toBe(false);
  });

  test('virtual phones are known to the command line only', () => {
    const users = edges.filter(({ file, target }) => roomOf(target) === 'virtual' && roomOf(file) !== 'virtual');
    expect(users.map(({ file }) => file).filter((file) => !WIRES.includes(file))).toEqual([]);
  });

  test('no package where there shall be none', () => {
    const packages = edges.filter(({ inside, target }) => !inside && !target.startsWith('node:'));
    const wrong = packages.filter(({ file, target }) => !(PACKAGES[roomOf(file)] ?? [target]).includes(target));
    expect(wrong.map(shown)).toEqual([]);
  });

  test('what decides or reports touches nothing of the host', () => {
    const pure = ['decide', 'report', 'model', 'faults'];
    const builtin = edges.filter(({ target }) => target.startsWith('node:') || builtinModules.includes(target));
    expect(builtin.length).toBeGreaterThan(20);
    expect(builtin.filter(({ file, typeOnly }) => pure.includes(roomOf(file)) && !typeOnly).map(shown)).toEqual([]);
    const impure =
      /\b(?:Date\.now|new Date\(\)|Math\.random|process\.(?:env|cwd|platform)|performance\.now|setTimeout\()/;
    const wrong = sources.filter(
      ({ path, text }) => ['decide', 'model', 'faults'].includes(roomOf(path)) && impure.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('files do not import in circles', () => {
    const next = new Map<string, string[]>();
    for (const { file, target, inside } of edges) if (inside) next.set(file, [...(next.get(file) ?? []), target]);
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, trail: readonly string[]) => {
      if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      if (trail.includes(file) || done.has(file)) return;
      for (const target of next.get(file) ?? []) visit(target, [...trail, file]);
      done.add(file);
    };
    for (const { path } of sources) visit(path, []);
    expect(circles).toEqual([]);
  });
});

describe('files', () => {
  test('small ones: median below 100 lines, none above 300', () => {
    const sizes = sources.map(({ lines }) => lines).toSorted((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(100);
    const large = sources.filter(({ lines }) => lines > 300);
    expect(large.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test('names in kebab-case, none that says nothing, no barrel', () => {
    const wrong = sources.filter(({ path }) => {
      const words = path.replace(/\.ts$/, '').split('/');
      const bad = /^(utils?|helpers?|commons?|managers?|services?|index|misc)$/;
      return words.some((word) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(word)) || bad.test(basename(path, '.ts'));
    });
    // `virtual/adb/services.ts` is named after ADB's own word for what a daemon offers.
    expect(wrong.map(({ path }) => path)).toEqual(['virtual/adb/services.ts']);
    const barrels = sources.filter(({ text }) => /^export (?:\*|\{[^}]*\}|type \{[^}]*\}) from /m.test(text));
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  test.each([
    ['a default export', /^export default\b/m],
    ['a shell', /\bshell:\s*(?:true|['"])/],
    [
      'exec, which is a shell',
      /import[^;]*\bexec(?:Sync)?\b[^;]*child_process|child_process'\)\.exec|\bchild_process\.exec/,
    ],
    ['text made into code', /\beval\(|new Function\(/],
  ])('nowhere %s', (_what, pattern) => {
    expect(sources.filter(({ text }) => pattern.test(text)).map(({ path }) => relative('.', path))).toEqual([]);
  });
});
