import 'pdfmake';

// @types/pdfmake of 0.3.3 has no word of what 0.3.11 asks for.
declare module 'pdfmake' {
  export function setUrlAccessPolicy(isAllowed: (url: string) => boolean): void;
  export function setLocalAccessPolicy(isAllowed: (path: string) => boolean): void;
}
