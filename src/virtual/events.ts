/** What a bench tells about its phones. */
export type PhoneState = 'off' | 'booting' | 'system' | 'recovery' | 'sideload' | 'rescue' | 'bootloader' | 'fastbootd';

export type VirtualEvent =
  | { readonly type: 'phone-state'; readonly phone: string; readonly seat: string; readonly state: PhoneState }
  | { readonly type: 'phone-unauthorized'; readonly phone: string; readonly seat: string }
  | { readonly type: 'phone-wipe'; readonly phone: string; readonly seat: string; readonly reported: boolean }
  | { readonly type: 'phone-power-lost'; readonly phone: string; readonly seat: string; readonly step: string }
  | { readonly type: 'phone-trouble'; readonly phone: string; readonly seat: string; readonly message: string };
