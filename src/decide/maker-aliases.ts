/**
 * Names that makers, and those who sell or build for them, write into their phones. Data: a name more is a word more.
 * Upper and lower case, blanks, dots, dashes and underscores do not matter.
 */

/** Names that are no maker's: operators that sell under their own, factories, makers of chips, and fillers. */
export type NameClass = 'carrier' | 'factory' | 'chip' | 'filler' | 'counterfeit';

const words = (text: string) => text.split(/,\s*/);

/** Makers that write more than their own name: the maker, and the other names. */
const ALIASES: Readonly<Record<string, string>> = {
  Google: 'google inc, pixel, nexus, made by google',
  Samsung: 'samsung electronics, galaxy, samsungmobile',
  Xiaomi: 'redmi, poco, xiaomi communications, mi, mipad, 小米, 红米',
  Huawei: 'huawei technologies, huawei device, 华为',
  Honor: 'hihonor, hinova, 荣耀',
  Oppo: 'oplus, opporeno, 欧珀',
  OnePlus: 'one plus, 1plus, 一加',
  Realme: 'realme chongqing mobile',
  Vivo: 'iqoo, bbk',
  Motorola: 'moto, motorola mobility, motorola mobility llc',
  Lenovo: 'zuk, lenovomobile, lenovo mobile',
  Nothing: 'cmf, cmf by nothing, nothing technology',
  'Silent Circle': 'sgp, sgp technologies, blackphone',
  'K-Touch': 'tianyu',
  Sony: 'semc, sony ericsson, sonyericsson, sony mobile, sony mobile communications, xperia, bravia, walkman',
  LG: 'lge, lg electronics, lg',
  HTC: 'htc corporation, htccn, dopod',
  'Nokia (HMD)': 'nokia, hmd, hmd global, hmd global oy',
  Alcatel:
    'tct, tct mobile, alcatel one touch, alcatel onetouch, alcatelonetouch, onetouch, one touch, tct alcatel, jrd',
  TCL: 'tcl communication, thunderbird, ffalcon',
  BlackBerry: 'rim, research in motion',
  LeEco: 'lemobile, letv',
  Coolpad: 'yulong, yulong coolpad, ivvi, qiku',
  Nubia: 'redmagic, red magic, nubia technology',
  ZTE: 'zte corporation',
  'Black Shark': 'blackshark',
  Asus: 'asustek, asustek computer, asustek computer inc, zenfone',
  Amazon: 'amazon com, kindle, amzn',
  Meizu: 'mblu, meilan, 魅族',
  Smartisan: 'delta innovation',
  Gionee: 'gionee communication',
  Infinix: 'infinix mobility, infinixmobility',
  Tecno: 'tecno mobile, tecno telecom',
  itel: 'itel mobile',
  Transsion: 'transsion holdings',
  Lava: 'iris, xolo, lava international',
  Micromax: 'yu, yu televentures',
  Pantech: 'sky, vega, pantech co',
  Sharp: 'aquos, sharp corporation',
  Fujitsu: 'fcnt, fujitsu mobile communications',
  Kyocera: 'kyocera corporation',
  Panasonic: 'panasonic india, panasonic mobile',
  Razer: 'razer inc',
  Essential: 'essential products',
  Fairphone: 'fairphone b v, fairphone bv',
  BQ: 'aquaris, mundo reader',
  'BQ Mobile': 'bqru, bq mobile',
  Doogee: 'doogee mobile, kvd',
  Blackview: 'doke',
  Umidigi: 'umi',
  CAT: 'caterpillar, bullitt, cat phone, cat phones',
  'Land Rover': 'landrover',
  PocketBook: 'obreey',
  Hisense: 'hisense international, hmct',
  Crosscall: 'crosscall france',
  Gigaset: 'gigaset communications',
  Volla: 'hallo welt systeme, vollaphone',
  SHIFT: 'shift gmbh, shiftphones',
  Lyf: 'reliance, jio, reliance jio',
  Intex: 'intex technologies',
  Karbonn: 'karbonn mobiles',
  Celkon: 'celkon mobiles',
  Wiko: 'wiko sas',
  Prestigio: 'prestigio europe',
  'General Mobile': 'generalmobile',
  Casper: 'casper via',
  Archos: 'archos sa',
  Microsoft: 'microsoft corporation',
  Nvidia: 'nvidia corporation',
  'Barnes & Noble': 'barnesandnoble, nook, barnes noble',
  Toshiba: 'toshiba corporation, regza',
  NEC: 'nec casio, nec corporation',
  Dell: 'dell inc',
  HP: 'hewlett packard, hp inc, palmwebos',
  Zebra: 'zebra technologies, motorola solutions, symbol',
  Honeywell: 'honeywell international, intermec, foxconn honeywell',
  Ulefone: 'gotron',
  'Cherry Mobile': 'cherry, cherrymobile',
  QMobile: 'qmobile',
  MyPhone: 'my phone',
  Onyx: 'onyx boox, boox, onyx international',
  Teclast: 'teclast electronics',
  Cube: 'alldocube, cube alldocube',
  Jolla: 'jolla oy',
  Vertu: 'vertu limited, vertu corporation',
  'F(x)tec': 'fxtec, f x tec, idealte',
  'Planet Computers': 'planet',
  Leica: 'leica camera',
  Oscal: '',
  Oukitel: 'oukitel mobile',
  NextBook: 'e fun, yifang',
  Unihertz: 'agui',
  Vestel: 'vestel ticaret',
  comma: 'comma ai, comma three',
  Mecool: 'videostrong',
  Skyworth: 'skyworthdigital, coocaa',
  FiiO: 'fiio electronics',
  Polestar: 'polestar performance',
  Trekstor: 'trekstor gmbh',
  RCA: 'alco, pro12',
  Sonim: 'sonimtech, sonim technologies',
  JPay: 'jpay inc',
  Kobo: 'rakuten kobo, rakutenkobo, rakuten kobo inc',
  'Energy Sistem': 'energysistem',
  Storytel: '',
  Boyue: 'likebook',
};

/** Makers that write their own name only. */
const PLAIN = words(
  `4Good, 360, 8848, Acer, Advan, AGM, Ainol, Allcall, Allview, Altice, Amoi, Anbernic, AOC, Archos, Ark, Axioo, Ayn, Azumi, Barnes & Noble, Beelink, BenQ, Bitel,
  Bittium, BKAV, Blaupunkt, BLU, Bluboo, Bluebird, Bluegood, Bmobile, Brondi, Bush, Cayin, Celkon, Changhong, Chuwi, Colorfly, Colors, Comio, Condor, Cosmote, Coship, Cowon,
  Crosscall, Cubot, Cyrus, Danew, Datalogic, Denver, DEXP, Digiland, Digma, DNS, Doogee, Doov, Doro, Dragon Touch, Ecom, Elephone, Elari, Elo, Ematic, Emerson, Emporia, Energizer,
  Ergo, Estar, Evercoss, Evertek, Evolio, Evolveo, Explay, FIH, FinePower, Firefly, Fly, Formuler, Fossil, FOSSiBOT, Freetel, Fuhu, Garmin, Geotel, Getac, Gfive, Ginzzu,
  Goclever, Gome, GPD, Gretel, GSmart, Haier, Hammer, Headwolf, HiBy, Highscreen, HyRead, Hipstreet, Homtom, Hotwav, Humax, Hyundai, Hytera, iBall, IIIF150, iBasso, iData, iLA, Impression,
  InFocus, iNew, Inrico, InnJoo, Insignia, iOcean, iReader, Irbis, iRulu, Iuni, iVoomi, Jiayu, Jivi, K-Touch, Kazam, KD Interactive, Kingzone, Kodak, Kogan, Konka, Konrow,
  Koobee, Kruger&Matz, Kurio, KXD, Landvo, Lark, Leagoo, LeapFrog, Leotec, Lephone, Lexand, Logicom, M3Mobile, Manta, Marshall, Masstel, Maxcom, Maxwest, Maze, Mediacom, Medion,
  Meiigoo, Meitu, Mi-Fone, Minix, Mlais, MLS, Mobicel, Mobiistar, Mobistel, Mobiwire, Mobvoi, Multilaser, Murena, MyAudio, Myria, Navitel, Navon, Neffos, Newland, Newman, Nextbit,
  Nexbox, Nexian, NGM, Noa, Noain, Nomi, Nomu, Nothing, NUU, Obi, Oculus, Odys, Onda, Onn, Orbic, OSOM, Ouya, Overmax, Oysters, Palm, PAX, Peloton, Pentagram, Philco, Philips,
  Phicomm, PiPO, Pixus, Plum, Polaroid, Polytron, Positivo, Poptel, Primux, Pritom, Proscan, Punkt, Qbex, Qihoo, Quantum, Qumo, Ramos, RED, Reeder, Retroid, RugGear,
  Runbo, Sagem, Sagemcom, Sanyo, Schok, Senseit, Senwa, Shanling, Silent Circle, Simvalley, Siragon, Sirin, Siswoo, Smartab, Smartfren, Smartron, Solana, Spice, Sugar, Sunmi,
  Supra, Suunto, Swipe, Swissvoice, Symphony, Tanix, Technicolor, Telefunken, Telenor, Teracube, teXet, Thomson, THL, TiVo, Tolino, Topwise, TP-Link, TPV, Turbo, Ugoos, Uhans,
  Umax, Unimax, Unitech, Unnecto, Urovo, Vankyo, Verifone, Vernee, Vertex, Verykool, Videocon, ViewSonic, Vivax, Vizio, VKWorld, Vonino, Voto, VSmart, Walton, Wexler,
  Wileyfox, Winnovo, Wolder, Woxter, X-Tigi, Xgimi, XGody, Xiaolajiao, Xoro, Yandex, Yezz, Yota, YotaPhone, Zeblaze, Zeki, Zidoo, Ziox, Zoji, Zopo, Zuum, Zync`,
);

const CLASSES: Readonly<Record<NameClass, string>> = {
  carrier: `docomo, ntt docomo, kddi, au, softbank, ymobile, y mobile, willcom, rakuten, verizon, vzw, att, at&t, at t, cingular, tmobile, t mobile,
    tmous, tmo, sprint, boost, virgin, cricket, metropcs, metro, mpcs, tracfone, straighttalk, uscc, us cellular, uscellular, bell, telus, rogers, fido, koodo, skt, kt, ktf, lgu, lgt,
    vodafone, orange, o2, ee, three, hutchison, swisscom, sfr, bouygues, telefonica, movistar, telstra, optus, mts, megafon, beeline, kyivstar, turkcell, avea, turk telekom, turktelekom, chunghwa, chtwn, fet, taiwanmobile,
    cmcc, chinamobile, china mobile, cmdc, cucc, ctcc, chinaunicom, chinatelecom, claro, tigo, tim, vivo brasil, airtel, mtn, safaricom, glo, etisalat, stc, zain, tele2, dtag, hi3g, china telecom, cspire, c spire, consumer cellular, assurance, qlink, tello, cht`,
  factory: `ragentek, wingtech, huaqin, longcheer, foxconn, quanta, compal, pegatron, inventec, wistron, arima, chino e, techain, tinno mobile, sprocomm, hipad, emdoor, k te, topstar, ckt, jsr, sim technology, simcom, malata, ginwave,
    hct, wheatek, jty, ebest, water world, waterworld, joyasz, hexing, konrow odm, vsun, gionee odm, cwet, teksun, bird, ningbo bird, elitegroup, ecs, bitland, clevo, mobiwire odm, sagetel, vanzo, tianrui, cellon, bmxc, cg mobile, mid, rlk, gotron odm`,
  chip: `qualcomm, qti, qcom, quic, mediatek, mtk, alps, spreadtrum, sprd, unisoc, rockchip, allwinner, softwinner, softwinners, amlogic, intel, marvell, hisilicon, actions, action semi, telechips, wondermedia, wmt, broadcom, freescale, nxp, ti, texas instruments,
    realtek, novatek, mstar, sigmastar, renesas, leadcore, rda, jz, ingenic, st ericsson, nufront, infotmic, sts, exynos, jlq, asr, rkm`,
  filler: `android, generic, unknown, null, none, default, full, aosp, gsi, mobile, phone, smartphone, tablet, tab, pad, brand, product, model, manufacturer, company, oem, odm, test, xxx, n a, na, to be filled by o e m, system manufacturer, lineage, lineageos, cyanogen, omni, droid, google android, 0, 1`,
  counterfeit: 'apple, iphone, ipad, i phone, apple inc, ios',
};

/** How a name is looked up: what does not matter is taken away. */
export function nameKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s._\-/,]+/g, ' ')
    .trim();
}

function indexed(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const maker of PLAIN) names.set(nameKey(maker), maker);
  for (const [maker, others] of Object.entries(ALIASES)) {
    for (const name of [maker, ...words(others)]) names.set(nameKey(name), maker);
  }
  names.delete('');
  return names;
}

export const MAKER_NAMES: ReadonlyMap<string, string> = indexed();

export const NAME_CLASSES: ReadonlyMap<string, NameClass> = new Map(
  Object.entries(CLASSES).flatMap(([kind, names]) =>
    words(names.replace(/\s+/g, ' ')).map((name) => [nameKey(name), kind as NameClass] as const),
  ),
);
