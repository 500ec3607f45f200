import { describe } from 'vitest';
import { DENIED, rows } from './rows.ts';

const props = (value: string) => `[gsm.sim.state]: [${value}]\n[ro.build.type]: [user]\n`;
const TIRAMISU = (embedded: boolean) =>
  `SubscriptionController:\n mLastISubServiceRegTime=1706781234567\n defaultSubId=1\n defaultDataSubId=1\n ActiveSubInfoList:\n  {id=1 iccId=8949020[****] simSlotIndex=0 carrierId=1 displayName=Example carrierName=Example nameSource=3 iconTint=-16746133 number=[****] dataRoaming=0 mcc=262 mnc=01 countryIso=de isEmbedded=${embedded} nativeAccessRules=null cardString=[****] cardId=0}\n`;
const UPSIDE_DOWN = (embedded: number) =>
  `SubscriptionManagerService:\nLogical SIM slot sub id mapping:\n  Logical slot 0: subId=1\nAll subscriptions:\n  [SubscriptionInfoInternal: id=1 iccId=894902000[****] simSlotIndex=0 portIndex=0 isEmbedded=${embedded} isRemovableEmbedded=0 carrierId=1 displayName=Example]\n`;
const NONE = 'SubscriptionController:\n defaultSubId=-1\n ActiveSubInfoList: is null\n';

describe('SIM cards', () => {
  rows('SIM_PRESENT', 'warns', [
    { of: 'none in two slots', said: { props: props('ABSENT,ABSENT') }, state: 'no', why: /getprop gsm.sim.state/ },
    { of: 'none in one', said: { props: props('ABSENT') }, state: 'no' },
    { of: 'one', said: { props: props('LOADED,ABSENT') }, state: 'yes' },
    { of: 'in the second slot', said: { props: props('ABSENT,READY') }, state: 'yes' },
    { of: 'one that wants its code', said: { props: props('PIN_REQUIRED') }, state: 'yes' },
    { of: 'one that wants its other code', said: { props: props('PUK_REQUIRED,ABSENT') }, state: 'yes' },
    { of: 'one of another network', said: { props: props('NETWORK_LOCKED') }, state: 'yes' },
    { of: 'one that cannot be read', said: { props: props('ABSENT,CARD_IO_ERROR') }, state: 'yes' },
    { of: 'a slot that is not ready', said: { props: props('ABSENT,NOT_READY') }, state: 'unknown' },
    { of: 'unknown', said: { props: props('UNKNOWN') }, state: 'unknown' },
    { of: 'empty', said: { props: props('') }, state: 'unknown' },
    { of: 'two lines of it', said: { props: `${props('LOADED')}${props('ABSENT')}` }, state: 'yes' },
    { of: 'two lines, both without', said: { props: `${props('ABSENT')}${props('ABSENT')}` }, state: 'unknown' },
    {
      of: 'not told',
      said: { props: '[ro.build.type]: [user]\n' },
      state: 'unknown',
      why: /gsm.sim.state is not told/,
    },
    { of: 'refused', said: { props: DENIED }, state: 'unknown', why: /refused/ },
  ]);
  const said = (provisioned: string, subscriptions: string) => ({ 'euicc-provisioned': provisioned, subscriptions });
  rows('ESIM_PRESENT', 'warns', [
    { of: 'none', said: said('0\n', TIRAMISU(false)), state: 'no' },
    { of: 'never heard of it', said: said('null\n', NONE), state: 'no' },
    { of: 'provisioned', said: said('1\n', NONE), state: 'yes' },
    { of: 'a profile in use, Android 13', said: said('0\n', TIRAMISU(true)), state: 'yes' },
    { of: 'a profile in use, Android 14', said: said('0\n', UPSIDE_DOWN(1)), state: 'yes' },
    { of: 'a card only, Android 14', said: said('0\n', UPSIDE_DOWN(0)), state: 'no' },
    {
      of: 'the subscriptions are refused',
      said: said('0\n', "Permission Denial: can't dump isub\n"),
      state: 'unknown',
      why: /subscriptions: refused/,
    },
    {
      of: 'no subscriptions on a tablet',
      said: said('0\n', "Can't find service: isub\n"),
      state: 'unknown',
      why: /no such service/,
    },
    { of: 'the setting is refused', said: { 'euicc-provisioned': DENIED, subscriptions: NONE }, state: 'unknown' },
    { of: 'both empty', said: said('', ''), state: 'unknown', why: /empty/ },
  ]);
});
