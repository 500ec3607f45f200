/** What every field of a profile and of a route is for: the hints of editors, and the tables of PROFILES.md. */

const CONDITIONS = 'conditions over facts and over what preflight found; all must hold';
const SOURCES = 'https links, or names of documents by which they can be found; at least one';
const GRADE =
  'how sure it is: source (read in source code), vendor-document, report (others say so), unconfirmed, confirmed (done on a real phone, see testedOn)';
const TESTED_ON = 'who tried it on which model and when; empty when nobody has yet';
const UNCONFIRMED = 'what nobody has confirmed, in whole sentences';

export const FIELD_WORDS: Readonly<Record<'profile' | 'route', Readonly<Record<string, string>>>> = {
  profile: {
    $schema: 'where editors find the schema: ./profile.schema.json',
    schema: 'version of this format: 1',
    id: 'lower-case letters, digits and dashes; the file has the same name',
    title: 'for people: whose phones these are',
    layer:
      'how near it comes to the phone: generic, maker, system (software of its own), machine (emulators and the like); the highest that matches is taken',
    match: `which phones it speaks for: ${CONDITIONS}`,
    notThis: 'phones it does not speak for although they match: none of these conditions may hold',
    routes: 'the ways to erase that these phones offer, the preferred one first where proof and leavings are equal',
    'routes[].route': 'id of a route in the folder routes',
    'routes[].needs': `what these phones ask for in addition to the route's own needs: ${CONDITIONS}`,
    'routes[].maxLevel': 'less than the route claims, where these phones prove less',
    'routes[].grade': GRADE,
    'routes[].unconfirmed': UNCONFIRMED,
    'routes[].notes': 'ids of notes that belong to this route',
    'routes[].sources': SOURCES,
    'routes[].testedOn': TESTED_ON,
    keys: 'how a person reaches recovery and the boot loader with the keys of the phone',
    'keys.recovery': 'the keys for recovery, and what the screen shows then',
    'keys.bootloader': 'the keys for the boot loader, and what the screen shows then',
    guides: 'what a person does at the phone, line by line: settings, recovery, welcome; the steps guide:* show them',
    cryptoErase:
      'the ten items a maker should publish for cryptographic erase; each "not disclosed", or a value with sources',
    notes: 'what a technician should know, by id; each must be named by a route of the profile',
    sources: SOURCES,
    grade: GRADE,
    testedOn: TESTED_ON,
  },
  route: {
    $schema: 'where editors find the schema: ../route.schema.json',
    schema: 'version of this format: 1',
    id: 'lower-case letters, digits and dashes; the file has the same name',
    title: 'for people: the way in one line',
    from: 'states of the phone in which the route can begin',
    needs: `what the phone must be like: ${CONDITIONS}`,
    needsCompanion: 'true: an app on the phone would be needed that there is not yet; such a route is never taken',
    steps: 'what is done, in order',
    'steps[].id': 'name of the step in journal and certificate; once per route',
    'steps[].do': 'one verb with its arguments',
    'steps[].words': 'what happens, in words for the technician',
    'steps[].timeoutSeconds': 'how long it may take at most',
    erases: 'what is gone afterwards, in words',
    stays: 'what stays, in words, for plan and certificate',
    leaves: 'the same for the planner: of two routes that prove the same, the one that leaves less is taken',
    returnSeconds: 'how long the phone may stay away after the wipe before it is called absent',
    claims:
      'what may be claimed at best; the first whose conditions hold, the strongest first, the last without conditions',
    'claims[].when': CONDITIONS,
    'claims[].method': 'clear, purge or none (NIST SP 800-88)',
    'claims[].technique': 'by which means',
    'claims[].maxLevel': 'the strongest evidence that this route can give',
    'claims[].why': 'why it may be claimed, in whole sentences',
    'claims[].sources': SOURCES,
    grade: GRADE,
    unconfirmed: UNCONFIRMED,
    sources: SOURCES,
    testedOn: TESTED_ON,
  },
};
