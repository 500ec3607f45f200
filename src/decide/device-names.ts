/**
 * Devices with Android that are no phones, told by their model, product and device names. Data. Three tables, since a
 * name such as `A110` is one maker's tablet and another's phone: names that are nobody else's, names of boards that
 * nobody real has put a name on, and names within one maker's range.
 */
import type { Kind } from '../model/identity.ts';
import type { Variant } from './emulator-marks.ts';

export interface NamedKind {
  readonly kind: Kind;
  readonly variant?: Variant;
}

type Rule = readonly [NamedKind, RegExp];

const TV: NamedKind = { kind: 'other', variant: 'tv' };
const WATCH: NamedKind = { kind: 'other', variant: 'watch' };
const CAR: NamedKind = { kind: 'other', variant: 'car' };
const PLAYER: NamedKind = { kind: 'other', variant: 'player' };
const PC: NamedKind = { kind: 'other', variant: 'pc' };
const BOARD: NamedKind = { kind: 'other', variant: 'board' };
const TABLET: NamedKind = { kind: 'tablet' };
const PHONE: NamedKind = { kind: 'phone' };

/** Each is tested on every name by itself. */
const EVERYONE: readonly Rule[] = [
  [
    TV,
    /\b(Android|Google|Smart|Fire) ?TV\b|^SmartTV|^BRAVIA|^(ATV|atv)_|_atv$|\bTV ?(Box|Stick)\b|tv_?box|_tv\d*(_|$)/i,
  ],
  [TV, /^(fugu|molly|foster(_e)?|darcy|mdarcy|sif|sabrina|boreal|kirkwood|Nexus Player|ADT-[1-4]|Chromecast.*)$/i],
  [
    TV,
    /^(MIBOX|MITV|Mi ?(TV|Box)\b|SHIELD Android TV|MECOOL|MXQ|NEXBOX|MINIX NEO|UGOOS|BeyondTV|B860[HA]|EC6108|DV\d{4}-)/i,
  ],
  [
    WATCH,
    /\b(Watch|Wear ?OS|TicWatch)\b|(^|_)watch(_|$)|^(SM-[RL][789]\d{2}|Moto ?360|Gear (Live|S\d)|G Watch|SmartWatch|ZenWatch)/i,
  ],
  [
    WATCH,
    /^(sawshark|sturgeon|catfish|catshark|rubyfish|lenok|dory|sprat|minnow|smelt|wren|sparrow|angelfish|triggerfish)$/,
  ],
  [CAR, /(^|[_ -])(ihu|ivi|head ?unit|car)([_ -]|$)|automotive|(^|_)nwd(_|$)|^(polestar|gminfo|sofia3gr_car)/i],
  [
    PLAYER,
    /^(NW-[AZW]|icx\d{4}|Walkman|YP-G|OUYA|SHIELD$|roth$|Quest( \d| Pro)?$|Oculus|BOOX|InkPad|BNRV\d|Kobo|Oral.?B)/i,
  ],
  [
    PC,
    /remix[_ ](os|x86|mini|pro)|phoenix_?os|^bliss[_ ]?(os|x86)|primeos|_cheets$|android[-_]x86|^Chromebook|^(Surface(?! ?Duo)|ThinkPad|Latitude|EliteBook)\b/i,
  ],
  // The word itself, alone or at the end of one: MediaPad, MI PAD 4, Galaxy Tab, AirTab. Of phones
  // only Coolpad's have it.
  // Allwinner's boards for tablets, with a dash; code names of phones have none.
  [TABLET, /^(astar|wing|nuclear|fiber|polaris|octopus|tulip|crane)-\w/],
  [TABLET, /\btablet\b|shieldtablet|tegranote/i],
  [TABLET, /(^|[\s_-])(?!cool)[a-z]*(tab|pad)([\s_-]|\d|$)/i],
  [TABLET, /^(Nexus (7|9|10)|Pixel (C|Tablet)|XOOM|Xoom)\b/],
  [
    TABLET,
    /^(grouper|tilapia|flo|deb|debx|nakasig?|mantaray|manta|flounder(_lte)?|volantisg?|dragon|ryu|tangorpro|wingray|stingray)$/,
  ],
  [TABLET, /^(missi|qssi)_pad/],
  [BOARD, /^(firefly|aio|roc)[-_ ]?rk\d{4}|^rk\d{4}\w*_firefly/i],
];

/** Boards of boxes, cars and evaluation kits, whose brand is a maker of chips or a filler. */
const NOBODYS: readonly Rule[] = [
  // MediaTek's reference designs for tablets.
  [TABLET, /8\d{3}_t?tb_/i],
  // Electronic paper, on any board.
  [PLAYER, /(^|_)(eink|epd)(_|$)|^e-?reader/i],
  [
    TV,
    /^(p20[0-9x]|p21\d|p23\d|p28\d|p6330|q20\d|q6330|q9377|n200c?|gx[lbm]\w*|g1[28]\w*|s9[01]\d\w*|sm1|ampere|ohm|franklin|newton|galilei|u21[12]|m20[12]|k200|h[xk]\w?_s9\w+|meson\w*)(_\w+)?$/i,
  ],
  [
    TV,
    /^rk\d{4}[a-z]?_(box|atv|stb|mid_box)|_box(_|$)|^rtd\d{3}|^mt58\d\d|^mstar|^(dolphin|petrus|cheetah)[-_]|^(X96|H96|T95|TX[3-9]|A95X|M8S|Q-?Box|MBOX|KM\d)\b/i,
  ],
  [CAR, /^(px[356](?!\d)|t3[-_]|t5[-_]|k2001|uis\d{4}|AC8\d{3}|8227L|UIS)/i],
  [
    BOARD,
    /^(rk3\d{3}\w*|rk30sdk|evk_\w+|sabresd\w*|hikey\d*|db\d{3}c?|dragonboard\w*|rpi\d?|raspberry\w*|odroid\w*|khadas|iot_\w+|imx\d\w*|am335x\w*|tinker\w*|orangepi\w*|bananapi\w*|qcs\d{3,4}\w*|apq8\d{3}\w*)$/i,
  ],
];

const HUAWEI = new RegExp(
  // The W of the number means Wi-Fi only; beside them the families that also come with a modem.
  '^[A-Z]{2,5}\\d?[A-Z]?-W\\d\\d[A-Z]?$|^(AGS|AGR|BAH|BTV|BTVDL|BG2|BGO|BZT|CMR|CPN|DBY|DBR|GOT|HDN|JDN|KOB|MON|MRX|MRR|MRO|PLE|SCM|SCMR|SHT|' +
    'T1|T2|T3|VRD|WGR|WGRR|XYAO|S7|S8|S10|FDR|ROD|HEY|KRJ|KJR|BRT|ELN|GDI)\\d?-[A-Z]{0,2}\\d{2,3}',
);
const LENOVO =
  /^TB-?[0-9XJ]|^(Lenovo ?)?(TB|YT3?-|YOGA)|^(Lenovo |LNV-Lenovo |Idea(Tab|Pad) ?)*(A(10|8|7|5)-\d\d|A(1000|3000|3300|3500|5500|7600)L?-[A-Z]|A(2105|2107|2109|2207)|A1_07|B(6000|8000|8080)|S(5000|6000)|S8-50|S21(09|10))/;
const TCL = /^(90(0[2-9]|[1-68]\d)|91[3-9]\d|80(5[05]|63|67|68|[89]\d))[A-Z]?(_[A-Z]+)?$|^ONE ?TOUCH (EVO|T10|P[38])/i;
const SAMSUNG =
  /^(SAMSUNG-)?(SM-[TPX]\d{3}|GT-P[1-9]\d{3}|GT-N(51|80)\d\d|SGH-I(467|497|757|957|987)|SCH-I(705|800|815|905|915|925)|SPH-P\d|SHV-E(140|150|230)|SHW-M(180|300|305|380|430|480|485|486|500)|SGH-T(849|859|869|779))|^SC-0[12]E$|^SCT\d\d$|^gt([asn]|active|el|no)\w*$|^(espresso|santos|lt0[123]|p4note|picasso|mondrian|chagall|klimt|millet|matisse|degas|goyave|vienna|v[12]a)(\w*(wifi|lte|3g)\w*)$/;
const XIAOMI =
  /^(mocha|latte|cappu|clover|nabu|elish|enuma|dagu|pipa|liuqin|yudi|sheng|yunluo|xun|dizi|ruan|uke|muyu|jinghu|violin|flourite|taiko|turner|yupei)$|^2[0-9]{3,5}[A-Z]?RP[A-Z0-9]+$|^(21051182[CG]|22081281AC|22081283G|M2105K81A?C)$/;

/** Within the range of one maker. */
const OF_MAKER: Readonly<Record<string, readonly Rule[]>> = {
  Acer: [
    [
      TABLET,
      /^(A(1[01]\d|2\d\d|5\d\d|70\d)|A[13]-[A-Z]?\d\d|B[13]-[A-Z]?\d\d|W[34]-\d{3})|(Acer )?One \d|Iconia|vespatn|picasso_/,
    ],
  ],
  Alcatel: [[TABLET, TCL]],
  Amazon: [
    [PHONE, /^SD4930UR$|^kodiak$/],
    [TV, /^AFT[A-Z0-9]{0,7}$|^(full_)?(sloane|mantis|sheldonp?|needle|montoya|margo|stark|hailey|raven|tank)$/i],
    // Speakers, with and without a screen.
    [BOARD, /^AEO[A-Z]{2}$|^(biscuit|radar|crown|checkers|rook|knight|cronos|donut)(_\w+)?$/i],
    [
      TABLET,
      /^KF[A-Z]{2,6}$|^Kindle|^(full_)?(ford|douglas|austin|suez|giza|karnak|mustang|maverick|onyx|trona|karat|quartz|raspite|sunstone|thor|apollo|ariel|saturn|soho|tate|jem|otter2?)$/i,
    ],
  ],
  Archos: [[TABLET, /^Archos (7|8|9|10|11|13)\d/i]],
  Asus: [
    [
      TABLET,
      /^(ASUS[_ ])?(K0[0-3][0-9A-Z]|P0[0-2][0-9A-Z]{1,3}|ME[1345]\d\d[A-Z]{0,2}L?|TF\d{3}[A-Z]{0,3}|SL101)(_\d)?$/,
    ],
    [TABLET, /^(ASUS )?(MeMO|Transformer|Slider|FonePad|ZenPad)/i],
  ],
  'BQ Mobile': [[TABLET, /^BQ-(7|8|9|10)\d{2,3}/]],
  'Barnes & Noble': [[PLAYER, /^BNRV/]],
  Dell: [[TABLET, /^(Dell )?(Venue ?\d|Streak (7|10))/i]],
  DEXP: [[TABLET, /Ursus/i]],
  Doogee: [[TABLET, /^(DOOGEE )?[TUR]\d{2}( ?(Pro|Plus|Max|Mini|S|E|Ultra))?$/i]],
  Digma: [[TABLET, /^(Plane|Optima|Citi) ?\d{4}|^(PS|TS|TT|CS|NS)\d{4}[MPR][GLW]$/i]],
  Fly: [[TABLET, /^Flylife/i]],
  HTC: [[TABLET, /^PG(41200|09410|59100)|(Flyer|Jetstream|EVO View)|^(flyer|puccini|express)$/i]],
  Hisense: [[TABLET, /^Sero|^(m470|dopa_m470|rk30sdk_sero)$|^(VISION|F5281)/i]],
  Honor: [[TABLET, HUAWEI]],
  Huawei: [[TABLET, HUAWEI]],
  Irbis: [[TABLET, /^TZ\d/]],
  LG: [[TABLET, /^LG-?(V[4579K]\d\d|VK\d{3}|UK\d{3})|^VK(410|700|810|815)|^LM-T\d|^LGT\d\d$/]],
  Lenovo: [[TABLET, LENOVO]],
  Motorola: [[TABLET, /^MZ\d{3}|^Xoom|^moto tab|^TB-?\d/i]],
  'Nokia (HMD)': [[TABLET, /^(Nokia|HMD) T\d{2}\b/i]],
  Nubia: [[TABLET, /^NP0\d[A-Z]$/]],
  Nvidia: [
    [TABLET, /^(SHIELD Tablet|shieldtablet|TegraNote|P1640)/i],
    [TV, /^(SHIELD Android TV|mdarcy|darcy|sif|foster)/],
  ],
  OnePlus: [[TABLET, /^OPD\d{4}|^aries$|^caihong$/]],
  Oppo: [[TABLET, /^OPD\d{4}/]],
  Prestigio: [[TABLET, /^PM[TP]\d{4}/]],
  Realme: [[TABLET, /^RMP\d{4}/]],
  Samsung: [
    [TABLET, SAMSUNG],
    [PLAYER, /^YP-/],
  ],
  Sony: [
    [TABLET, /^SGP\w{2,5}$|^SOT\d\d$|Tablet|^SO-(03E|05F|05G)$|^nbx03$/],
    [PLAYER, /^NW-|^icx\d/],
    [TV, /^BRAVIA/],
  ],
  TCL: [
    [TABLET, TCL],
    [TV, /TV/],
  ],
  Vivo: [[TABLET, /^PA2\d{3}$|^DPD\d{4}$/]],
  Xiaomi: [
    [TABLET, XIAOMI],
    [TV, /^(MiTV|MIBOX|MiBOX|Mi TV|Mi Box)|^(once|oneday|aquaman|dangal|machuca|pulpfiction|darkknight|jaws|hulk)$/],
  ],
  ZTE: [[TABLET, /^(ZTE )?(V9[A-Z]?|V55|V66|V71A|K7\dC?L?|K8[138]\w*|K92|B791KL|E8QP|V72\w?)$/]],
};

/** Brands that a whole trade shares: tablets and boxes of anybody. */
const BRANDS: readonly Rule[] = [
  [TABLET, /^MID$/i],
  [TV, /^(MBX|OTT)$/i],
];

/**
 * What the names say of it, or undefined: names of phones are too many for a table.
 * @param maker as `makerOf` found it; `Generic` and unknown alike are nobody
 */
export function kindOfNames(
  names: readonly string[],
  maker: string | undefined,
  brands: readonly string[] = [],
): (NamedKind & { name: string }) | undefined {
  const shared = BRANDS.find(([, pattern]) => brands.some((brand) => pattern.test(brand)));
  if (shared) return { ...shared[0], name: brands.find((brand) => shared[1].test(brand)) ?? '' };
  const nobody = maker === undefined || maker === 'Generic';
  const rules = [...EVERYONE, ...(nobody ? NOBODYS : (OF_MAKER[maker] ?? []))];
  for (const [named, pattern] of rules) {
    const name = names.find((text) => text !== '' && pattern.test(text.slice(0, 100)));
    if (name !== undefined) return { ...named, name };
  }
  return undefined;
}
