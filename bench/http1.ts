// Just enough HTTP/1.1 for both ends of the bench: keep-alive, content-length and chunked bodies.
// It trusts its peer, so it is no parser for production. Text is latin1: one char is one byte.

/** What a reader calls, in order: head once, body any number of times, end once; then again. */
export interface MessageHandler {
  head(head: string): void;
  body(text: string): void;
  end(): void;
}

type State = "head" | "length" | "chunk-size" | "chunk" | "chunk-end" | "trailer";

/**
 * Returns a function to feed with what a socket gives. Serves requests and responses alike; a
 * message that states neither length nor chunks has no body.
 */
export function messageReader(handler: MessageHandler): (data: string) => void {
  let state: State = "head";
  let pending = "";
  let left = 0;

  const finish = () => {
    state = "head";
    handler.end();
  };

  /** Takes one line, or whatever `mark` closes; null when it is not all there. */
  const take = (text: string, at: number, mark: string): string | null => {
    const end = text.indexOf(mark, at);
    if (end >= 0) return text.slice(at, end);
    pending = text.slice(at);
    return null;
  };

  return (data) => {
    const text = pending === "" ? data : pending + data;
    pending = "";
    let at = 0;
    while (at < text.length) {
      switch (state) {
        case "head": {
          const head = take(text, at, "\r\n\r\n");
          if (head === null) return;
          at += head.length + 4;
          handler.head(head);
          left = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
          if (/\r\ntransfer-encoding: *chunked/i.test(head)) state = "chunk-size";
          else if (left > 0) state = "length";
          else finish();
          break;
        }
        case "chunk-size": {
          const line = take(text, at, "\r\n");
          if (line === null) return;
          at += line.length + 2;
          left = Number.parseInt(line, 16);
          state = left === 0 ? "trailer" : "chunk";
          break;
        }
        case "length":
        case "chunk": {
          const piece = text.slice(at, at + left);
          at += piece.length;
          left -= piece.length;
          handler.body(piece);
          if (left > 0) break;
          if (state === "length") finish();
          else state = "chunk-end";
          break;
        }
        case "chunk-end":
        case "trailer": {
          const line = take(text, at, "\r\n");
          if (line === null) return;
          at += line.length + 2;
          if (state === "chunk-end") state = "chunk-size";
          else if (line === "") finish();
          break;
        }
      }
    }
  };
}
