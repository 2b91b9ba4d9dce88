// What the link beside this file is.
export * from "unpdf/pdfjs";
