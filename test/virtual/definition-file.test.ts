import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/faults/fault.ts';
import { loadDefinition, parseDefinition, shippedNames } from '../../src/virtual/definition-file.ts';

function faultOf(text: string): Fault {
  try {
    parseDefinition(text, 'bench/x.json');
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('definition files', () => {
  test('every shipped definition is valid and named like its file', async () => {
    const names = await shippedNames();
    expect(names.length).toBeGreaterThanOrEqual(21);
    for (const name of names) expect((await loadDefinition(name)).name).toBe(name);
  });

  test('all problems at once, each with line, path and reason', () => {
    const text = `{
  "name": "Bad Name",
  "description": "x",
  "properties": { "ro.product.model": 5 },
  "imei": "356938111042001",
  "userdata": { "seed": "s", "sizeMib": 64, "filledMib": 20 },
  "charakter": [],
  "character": [
    { "kind": "liar" },
    { "kind": "dies-at",
      "step": "lunch" }
  ]
}`;
    const fault = faultOf(text);
    expect(fault.code).toBe('USAGE_FILE_INVALID');
    const message = fault.message;
    expect(message).toContain('bench/x.json');
    expect(message).toMatch(/:2: \$\.name: /);
    expect(message).toMatch(/:4: \$\.properties\["ro\.product\.model"\]: /);
    expect(message).toMatch(/:5: \$\.imei: .*check digit/);
    expect(message).toMatch(/:7: \$\.charakter: unknown name/);
    expect(message).toMatch(/:11: \$\.character\[1\]\.step: /);
  });

  test('what is no JSON, and a file that is not there', async () => {
    expect(faultOf('{').message).toContain('not JSON');
    await expect(loadDefinition('./nowhere.json')).rejects.toMatchObject({ code: 'ENV_FILE' });
  });
});
