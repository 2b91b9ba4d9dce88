// What `scripts/pdfjs.ts` writes beside this file.
export * from "unpdf/pdfjs";
