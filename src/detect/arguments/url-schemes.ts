// Schemes of URLs: which are requests, which are harmless, and which reach files, other services or
// code. Data, with the one function that reads it.

/** What a program may be asked to open; whether the host is allowed is another question. */
const REQUESTS: ReadonlySet<string> = new Set(["http", "https", "ws", "wss"]);

/** Links and names that nothing is requested from, and stores that are opened with a key. */
const HARMLESS: ReadonlySet<string> = new Set(
  "mailto tel sms geo urn magnet doi isbn webcal s3 s3a s3n gs gcs az abfs abfss wasb wasbs hf oci docker ipfs ipns ar at did spotify npm pkg git git+https git+ssh hg+https svn+https maps facetime zoommtg slack msteams vscode".split(
    " ",
  ),
);

/** Files, archives, other protocols that can be made to say anything, and code. */
const DANGEROUS: ReadonlySet<string> = new Set(
  "file local_file gopher dict ftp ftps sftp tftp ldap ldaps ldapi jar netdoc php expect phar zip glob compress.zlib compress.bzip2 ogg rar data javascript vbscript view-source blob smb cifs nfs afp dav webdav unix http+unix ssh scp telnet rlogin redis rediss memcached finger imap imaps pop pop3 pop3s smtp smtps rtsp rtmp rsync svn jdbc rmi iiop corbaname dns chrome about resource moz-extension chrome-extension ms-settings search-ms ms-msdt ms-officecmd shell acap xri mailbox nntp news wais cvs".split(
    " ",
  ),
);

/** Databases and queues: they are named in settings as often as they are attacked. */
const STORES: ReadonlySet<string> = new Set(
  "postgres postgresql mysql mariadb mssql sqlserver oracle mongodb mongodb+srv amqp amqps mqtt mqtts kafka nats clickhouse elasticsearch cassandra neo4j bolt couchdb ftp+db irc ircs xmpp".split(
    " ",
  ),
);

/** How a scheme is taken. */
export type SchemeKind = "request" | "harmless" | "dangerous" | "store" | "unknown";

/** How a scheme, without its colon, is taken. */
export function schemeKind(scheme: string): SchemeKind {
  const name = scheme.toLowerCase();
  if (REQUESTS.has(name)) return "request";
  if (HARMLESS.has(name)) return "harmless";
  if (DANGEROUS.has(name)) return "dangerous";
  return STORES.has(name) ? "store" : "unknown";
}
