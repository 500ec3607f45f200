/** Profiles and routes as JSON Schema, for editors; made out of the zod schemas, which alone decide what is valid. */
import { z } from 'zod';
import { profileSchema } from '../model/profile.ts';
import { routeSchema } from '../model/route.ts';
import { FIELD_WORDS } from './field-words.ts';

/** The few words of JSON Schema that are read again, for complaints about unknown names. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  description?: string;
}

export type FileKind = 'profile' | 'route';

const SCHEMAS = { profile: profileSchema, route: routeSchema } as const;
export const SCHEMA_FILES: Readonly<Record<FileKind, string>> = {
  profile: 'profile.schema.json',
  route: 'route.schema.json',
};

/** Writes the words of each field into the schema; `[]` stands for the values of a list. */
function describe(node: JsonSchema | undefined, words: Readonly<Record<string, string>>, place: string): void {
  if (node === undefined) return;
  const said = words[place];
  if (said !== undefined) node.description = said;
  for (const [name, inside] of Object.entries(node.properties ?? {})) {
    describe(inside, words, place === '' ? name : `${place}.${name}`);
  }
  describe(node.items, words, `${place}[]`);
}

const made = new Map<FileKind, JsonSchema>();

/** Draft 7, which editors know best. What has a default may be left out. */
export function jsonSchemaOf(kind: FileKind): JsonSchema {
  const before = made.get(kind);
  if (before) return before;
  const options = { io: 'input', target: 'draft-7' } as const;
  // Copied: zod gives the same object for a schema that is used in several places, which have words of their own.
  const schema = JSON.parse(JSON.stringify(z.toJSONSchema(SCHEMAS[kind], options))) as JsonSchema;
  describe(schema, FIELD_WORDS[kind], '');
  made.set(kind, schema);
  return schema;
}

/** The names that an object at `path` may have; undefined when any is allowed, or nothing is known. */
export function namesAt(schema: JsonSchema, path: readonly PropertyKey[]): readonly string[] | undefined {
  let node: JsonSchema | undefined = schema;
  for (const part of path) {
    const more: JsonSchema | boolean | undefined = node?.additionalProperties;
    const inside: JsonSchema | undefined = typeof part === 'number' ? node?.items : node?.properties?.[String(part)];
    node = inside ?? (typeof more === 'object' ? more : undefined);
  }
  return node?.propertyNames?.enum ?? (node?.properties && Object.keys(node.properties));
}
