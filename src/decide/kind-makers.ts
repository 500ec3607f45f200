/** Makers whose devices with Android are no phones, or not only phones. Data. */
import type { Variant } from './emulator-marks.ts';

const words = (text: string) => text.split(/,\s*/);

/** Makers whose devices are tablets as a rule. */
export const TABLET_MAKERS: readonly string[] = words(
  `Chuwi, Teclast, NextBook, Onda, Cube, PiPO, Ainol, Ramos, RCA, Ematic, Digiland, Trekstor, Odys, Kurio, Fuhu, LeapFrog, Xoro, Zeki, Proscan, Hipstreet,
  PocketBook, Barnes & Noble, HP, Toshiba, Smartab, KD Interactive, Vankyo, Pritom, Getac, Onn, Headwolf, Dragon Touch, Winnovo, Insignia, JPay, AOC, Colorfly`,
);

/** Makers of phones and of televisions. */
export const TV_MAKERS: readonly string[] = words(
  'Philips, Sharp, Hisense, TCL, Panasonic, Toshiba, Haier, Konka, Changhong, Thomson, Vestel, Polaroid, Blaupunkt',
);

/** Makers of hardly any phone: what nothing else tells is left open. */
export const HARDLY_PHONES: readonly string[] = words('Amazon, Nvidia');

const OTHERS: Readonly<Record<'tv' | 'watch' | 'player' | 'board' | 'car', string>> = {
  tv: 'Formuler, Mecool, Minix, Nexbox, Tanix, Ugoos, Zidoo, Beelink, Xgimi, Humax, Sagemcom, Technicolor, TiVo, TPV, Skyworth, Vizio',
  watch: 'Mobvoi, Fossil, Garmin, Suunto, Zeblaze',
  player:
    'Tolino, Kobo, Boyue, iReader, HyRead, Storytel, FiiO, HiBy, iBasso, Shanling, Cayin, Cowon, Ouya, Anbernic, Ayn, Retroid, GPD, Oculus, Onyx',
  board: 'Peloton, Elo, comma',
  car: 'Polestar',
};

/** Makers whose devices with Android are neither phones nor tablets. */
export const OTHER_MAKERS: ReadonlyMap<string, Variant> = new Map(
  Object.entries(OTHERS).flatMap(([variant, makers]) =>
    words(makers).map((maker) => [maker, variant as Variant] as const),
  ),
);
