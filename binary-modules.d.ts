// Files that are uploaded beside the bundle and imported as bytes.
declare module "*.bin" {
  const bytes: ArrayBuffer;
  export default bytes;
}
