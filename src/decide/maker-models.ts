/** What a model number, or a code name, says of its maker. Data; the first that fits counts. */

const rules: readonly (readonly [string, RegExp])[] = [
  ['Google', /^(Pixel|Nexus)\b|^Galaxy Nexus$/i],
  // SM-, and the numbers before 2013 with their operators' letters.
  ['Samsung', /^(SAMSUNG[- ])?(SM|GT|SCH|SGH|SPH|SHV|SHW|SGT|YP)-[A-Z]?\d|^SC-\d\d[A-Z]$|^SC[LVGT]\d\d$|^Galaxy /i],
  [
    'OnePlus',
    /^(ONEPLUS\b|ONE ?[AE]\d{4}|[AE]?(GM|HD|IN|KB|LE|MT|NE|BE|DN|DE|EB|GN|PGK|PHK|PJ[DEFX]|PK[XR]|PL[KRQC])\d{3,4}\d?$)/,
  ],
  ['Realme', /^RM[XP]\d{4}/i],
  ['Oppo', /^(CPH|OPD)\d{4}|^OPPO\b|^P[A-L][A-Z]{2}\d0$/],
  ['Motorola', /^(XT\d{3,4}\b|moto[ gexz]|Moto[GEXZ]|motorola\b|MZ\d{3}|DROID|MB\d{3}\b|ME\d{3}\b(?! ))/],
  [
    'Xiaomi',
    /^(M20\d{2}[A-Z]\d|2[0-9]{3,7}[A-Z]{1,2}[A-Z0-9]{2,5}$|Redmi\b|POCO\b|MI\b|Mi [0-9A-Z]|HM \w|MIX\b|MIBOX)/,
  ],
  ['Nokia (HMD)', /^(TA-1\d{3}|Nokia\b|HMD )/i],
  ['LG', /^(LG?M?-[A-Z]|LGE?[LUVM]?[A-Z]?\d{2}|LG\b|LM[VXKQGF]\d{3})/],
  ['Asus', /^(ASUS[_ ]|ZenFone|ME\d{3}[A-Z]?\b|TF\d{3})/i],
  [
    'Sony',
    /^(XQ-[A-Z]{2}\d|Xperia|SO-\d\d[A-Z]|SO[LVGT]\d\d|\d{3}SO|SGP\d{3}|[CDEFGHIJ]\d{4}$|[LSWMR][TK]\d\d[ai]w?$|BRAVIA|NW-|icx\d{4})/,
  ],
  ['Sharp', /^(SH-\w\d\w?|SH[LVGT]\d\d|\d{3}SH|AQUOS)/],
  ['Kyocera', /^(KY[LVYTG]\d\d|\d{3}KC|KYOCERA|E6\d{3}|C6\d{3}$)/],
  ['Fujitsu', /^(F-\d\d[A-Z]|FJ[LT]\d\d|\d{3}FJ|arrows)/i],
  ['Vivo', /^(vivo\b|V(1[6-9]|2\d)\d{2}[A-Z]{0,2}$|I2\d{3}$|iQOO)/],
  // KDDI's numbers before 2013 end with letters of the maker.
  ['Samsung', /^ISW?\d{2}SC$/],
  ['Sharp', /^ISW?\d{2}SH$/],
  ['HTC', /^ISW?\d{2}HT$/],
  ['Kyocera', /^ISW?\d{2}K$/],
  ['Fujitsu', /^ISW?\d{2}F$/],
  ['Motorola', /^ISW?\d{2}M$/],
  ['LG', /^ISW?\d{2}LG$/],
  ['Sony', /^ISW?\d{2}S$/],
  ['Pantech', /^ISW?\d{2}PT$/],
  ['Nubia', /^NX\d{3}/],
  ['Honor', /^HONOR\b/i],
  ['Huawei', /^HUAWEI\b|^\d{3}HW$/i],
  ['Amazon', /^(KF[A-Z]{2,6}|AFT[A-Z]{0,6}\d?|SD4930UR|Kindle\b|Fire TV)$/],
  ['Lenovo', /^(Lenovo\b|IdeaTab|TB-?[0-9X]|YT-|YOGA T)/i],
  ['HTC', /^(HTC([ _\d]|\b)|PG\d{5}|PC\d{5}|2P[A-Z]\w\d+)/i],
  ['ZTE', /^(ZTE\b|\d{3}ZT$)/i],
  ['Fairphone', /^FP[1-9]\b/],
  ['BlackBerry', /^(BB[A-Z]\d{3}-|STV100|BlackBerry)/],
  ['Alcatel', /^(ALCATEL|ONE ?TOUCH|one touch)/i],
  ['Infinix', /^Infinix\b/i],
  ['Tecno', /^TECNO\b/i],
  ['itel', /^itel\b/i],
];

/** Undefined when the number is no maker's that we know. */
export function makerOfModel(model: string): string | undefined {
  return rules.find(([, pattern]) => pattern.test(model))?.[0];
}

/** Code names that boot loaders print, for makers whose models say nothing else there. */
const CODE_NAMES: Readonly<Record<string, string>> = {
  Xiaomi: `agate alioth angelica angelicain apollo aquila begonia begoniain beryllium biloba blossom camellia camellian cancro capricorn cas cattail cepheus cereus chiron clover
    cmi corot courbet crux cupid curtana cezanne chopin dada dagu daisy dandelion davinci dipper ditto dandelion elish ellis emerald enuma equuleus excalibur fleur fog fuxi garnet gauguin gauguinpro gemini ginkgo gold
    gram grus haotian haydn helium hennessy hermes houji hydrogen ido ingres jasmine_sprout jason joyeuse karna kate kenzo lancelot land laurel_sprout lavender lemon libra light lime lisa liuqin lmi lithium
    loki lotus manet marble markw mars matisse merlin mido miatoll moonstone mona monet mocha mondrian munch nabu natrium nikel nitrogen odin olive olivelite olivewood omega onc opal oxygen pearl
    perseus phoenix phoenixin picasso pine pipa pissarro platina plato polaris prada psyche pyxis raphael redwood renoir riva rock rolex rosemary rosy rubens ruby rubyx sagit sakura santoni scorpio selene selenes
    sheng shennong sirius sky socrates spes spesn stone star surya sweet sweet_k6a tapas taoyao thor thyme tiare tissot tissot_sprout toco topaz tucana tulip ugg ugglite umi unicorn ursa vangogh vayu veux vela
    vermeer viva vince violet virgo wayne whyred willow wt86047 xaga yunluo yudi ysl zeus ziyi zircon zuma`,
  Google: `mako grouper tilapia flo deb hammerhead bullhead angler shamu flounder volantis dragon sailfish marlin walleye taimen blueline crosshatch sargo bonito flame coral sunfish bramble redfin barbet
    oriole raven bluejay panther cheetah lynx tangorpro felix shiba husky akita tokay caiman komodo comet tegu frankel blazer mustang rango maguro toro toroplus crespo passion ryu`,
  Motorola: `sanders potter cedric montana addison griffin albus osprey surnia merlin_moto harpia lux clark falcon titan thea peregrine condor otus ghost victara quark kinzie payton nash beckham evert ali
    river lake channel ocean troika kane foles parker doha olson racer burton sofia sofiar sofiap rav guam guamp cebu kiev nairo nio ibiza hanoip hanoi caprip capri borneo denver cyprus corfur berlin berlna
    pstar dubai tundra rhodep rhode hawao devon bangkk penang penangf fiji fogos rtwo eqs bronco lagos`,
  'Black Shark': 'shark skywalker darklighter klein mobius kaiser penrose patriot',
  Essential: 'mata',
  Razer: 'cheryl aura',
  Nothing: 'spacewar pong pacman asteroids galaga tetris',
  OnePlus: `bacon onyx oneplus2 oneplus3 oneplus5 cheeseburger dumpling enchilada fajita guacamole guacamoleb hotdog hotdogb instantnoodle instantnoodlep kebab lemonade lemonadep avicii billie`,
  LG: 'h811 h815 h830 h850 h870 h872 lucye elsa joan judyln judypn judyp alphalm betalm flashlm mh2lm timelm caymanlm winglm g2 g3',
  Asus: 'z00a z00l z00t z008 x00td x01bd z01r i01wd obiwan sake ai2201 ai2202 anakin',
  Fairphone: 'fp2 fp3 fp4 fp5 fp6',
  Volla: 'yggdrasil yggdrasilx mimameid algiz vidofnir',
  SHIFT: 'axolotl otter',
};

const BY_CODE_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(CODE_NAMES).flatMap(([maker, names]) => names.split(/\s+/).map((name) => [name, maker] as const)),
);

export function makerOfCodeName(name: string): string | undefined {
  return BY_CODE_NAME.get(name.toLowerCase());
}
