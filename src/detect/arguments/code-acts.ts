// What the libraries of Python, Node, Deno and browsers do to the world, by the paths of their names.

/**
 * - `spawn` runs a program; `shell` does so by a line of a shell.
 * - `evaluate` runs a text as a program; `decode` makes one out of what is not readable;
 *   `deserialise` makes objects out of bytes, which may run what they like.
 * - `fetch` reads from a network; `send` writes to one; `upload` gives files away.
 * - `connect` opens a socket, `listen` waits on one, `receive` reads from it; `attach` ties the
 *   streams of this process to something.
 * - `environment` is all variables of the process, `variable` one of them.
 * - `read` and `write` are of files; `remove` and `erase` (a whole tree) destroy them; `walk` lists.
 * - `query` runs a line of SQL. `native` works on memory; `spy` watches the person at the machine.
 * - `load` brings in a module by its name, `install` a package.
 * - `show` tells whoever reads the output.
 */
export type CodeAct =
  | "spawn"
  | "shell"
  | "evaluate"
  | "decode"
  | "deserialise"
  | "fetch"
  | "send"
  | "upload"
  | "connect"
  | "listen"
  | "receive"
  | "attach"
  | "environment"
  | "variable"
  | "read"
  | "write"
  | "remove"
  | "erase"
  | "walk"
  | "query"
  | "native"
  | "spy"
  | "encrypt"
  | "install"
  | "load"
  | "show";

interface Entry {
  readonly act: CodeAct;
  /** What the path must look like; null: any. */
  readonly of: RegExp | null;
}

/** By the last name of a path, what it may do. */
const ACTS = new Map<string, Entry[]>();

function define(act: CodeAct, names: string, of: RegExp | null = null): void {
  for (const name of names.split(" ")) ACTS.set(name, [...(ACTS.get(name) ?? []), { act, of }]);
}

const OS = /^(?:os|posix|nt|__import__\(\)|\?)\./;
const BARE = /^\w+$/;
const SUBPROCESS = /^(?:subprocess|asyncio\.subprocess|sp)\./;
const CHILD = /^(?:child_process|cp|childProcess)\./;
const FILES = /^(?:fs|fsp|fs\/promises|fs\.promises|fs-extra|Deno|Bun)\b/;
const HTTP =
  /^(?:requests|httpx|aiohttp|axios|got|superagent|ky|needle|urllib3|http|https|session|sess|client|http_client|Session|\?)\b/;
const SOCKET = /^(?:socket|net|tls|ssl|dgram|ws|websocket|sock|s|client|conn|WebSocket|\?)\b/;

define("shell", "system popen popen2 popen3 popen4", OS);
define("shell", "getoutput getstatusoutput", /^(?:subprocess|commands)\./);
define("shell", "create_subprocess_shell", /^asyncio\./);
define("shell", "exec execSync", CHILD);
define("shell", "execSync execaCommand");
define("shell", "exec", /^(?:shelljs|shell|ssh|client)\.exec$/);
define("shell", "exec_command", null);
define("shell", "shell_exec passthru proc_open pcntl_exec", BARE);
define("shell", "getoutput", BARE);
define("shell", "system", /^(?:Kernel\.system|IPython.*\.system|get_ipython\(\)\.system)$/);
define("spawn", "run call check_output check_call Popen", SUBPROCESS);
define(
  "spawn",
  "run call check_output check_call Popen",
  /^(?:\?|__import__\(\))\.(?:run|call|check_output|check_call|Popen)$/,
);
define("spawn", "create_subprocess_exec", /^asyncio\./);
define(
  "spawn",
  "execl execle execlp execlpe execv execve execvp execvpe spawnl spawnle spawnlp spawnv spawnve spawnvp posix_spawn startfile",
  OS,
);
define("spawn", "spawn spawnSync execFile execFileSync fork", CHILD);
define("spawn", "spawnSync execFileSync execaSync");
define("spawn", "run Command", /^Deno\./);
define("spawn", "spawn spawnSync", /^(?:Bun|pexpect|process\.binding\(\)|Process)\./);
define("attach", "spawn", /^pty\./);
define("attach", "dup2");
define("evaluate", "eval exec execfile compile execScript importScripts", BARE);
define(
  "evaluate",
  "eval exec compile",
  /^(?:builtins|__builtins__|global(?:This)|timeit)\.(?:eval|exec|compile)$/,
);
define("evaluate", "Function AsyncFunction GeneratorFunction", BARE);
define("evaluate", "runInNewContext runInThisContext runInContext Script compileFunction", /^vm\./);
define("evaluate", "setTimeout setInterval setImmediate", BARE);
define("evaluate", "run_path run_module", /^runpy\./);
define("evaluate", "exec_module load_module");
define("evaluate", "interact InteractiveConsole runsource runcode", /^code\./);
define("evaluate", "constructor", /constructor\.constructor$/);
define("evaluate", "FunctionType CodeType", /^types\./);
define("evaluate", "create_function assert", /^create_function$/);
define(
  "decode",
  "b64decode standard_b64decode urlsafe_b64decode b32decode b16decode b85decode a85decode decodebytes decodestring unhexlify a2b_hex a2b_base64 fromhex atob inflateSync gunzipSync unzipSync brotliDecompressSync",
);
define("decode", "decompress", /^(?:zlib|bz2|lzma|gzip|brotli)\./);
define("decode", "decode", /^(?:codecs|base64)\./);
define("decode", "from", /^Buffer\./);
define("decode", "unescape decodeURIComponent", BARE);
define("decode", "loads", /^marshal\./);
define(
  "deserialise",
  "loads load Unpickler",
  /^(?:pickle|cPickle|_pickle|dill|cloudpickle|jsonpickle|shelve)\./,
);
define("deserialise", "unsafe_load full_load unsafe_load_all", /^yaml\./);
define("deserialise", "load load_all", /^yaml\./);
define("deserialise", "unserialize", /serialize/);
define("fetch", "get request head options", HTTP);
define("fetch", "urlopen urlretrieve Request", /^(?:urllib|urllib2|request|urlopen|\?)\b/);
define("fetch", "urlopen urlretrieve", BARE);
define("fetch", "fetch");
define("fetch", "download", /^(?:wget|gdown)\./);
define("fetch", "axios got ky needle superagent", BARE);
define("fetch", "open", /^XMLHttpRequest\(?\)?\.open$/);
define("fetch", "HTTPSConnection HTTPConnection");
define("send", "post put patch", HTTP);
define("send", "sendall sendto sendmsg", SOCKET);
define(
  "send",
  "send write",
  /^(?:socket|net|tls|dgram|ws|websocket|websockets|WebSocket|sock|XMLHttpRequest)\b/,
);
define("send", "sendmail send_message sendMail send_email", null);
define("send", "storbinary storlines stor");
define("send", "sendBeacon");
define("send", "src", /Image\(\)\.src$/);
define(
  "send",
  "gethostbyname getaddrinfo resolve resolve4 resolveTxt lookup",
  /^(?:socket|dns|dns\.promises|dns\.resolver)\./,
);
define(
  "upload",
  "upload_file upload_fileobj put_object upload_blob upload_from_filename upload_from_string upload_folder",
);
define("connect", "connect connect_ex create_connection createConnection", SOCKET);
define("connect", "connect", /^Deno\./);
define("connect", "Socket", /^net\./);
define("listen", "bind listen createServer create_server", SOCKET);
define("listen", "HTTPServer ThreadingHTTPServer TCPServer serve_forever");
define("receive", "recv recvfrom recv_into makefile", null);
define("environment", "environ environb", /^os\./);
define("environment", "copy items values keys", /^os\.environ\.(?:copy|items|values|keys)$/);
define("environment", "env", /^(?:process|Deno|Bun|import\.meta)\.env$/);
define("environment", "toObject", /^Deno\.env/);
define("variable", "getenv", null);
define("variable", "getItem", /^(?:localStorage|sessionStorage)\./);
define("variable", "get pop setdefault", /^os\.environ\.|^Deno\.env\./);
define(
  "read",
  "open",
  /^(?:open|io\.open|codecs\.open|builtins\.open|aiofiles\.open|os\.open|\?\.open)$/,
);
define("read", "Path PosixPath", null);
define("read", "read_text read_bytes", null);
define(
  "read",
  "readFile readFileSync createReadStream readTextFile readTextFileSync openSync file",
  FILES,
);
define("read", "readFileSync createReadStream");
define("read", "file_get_contents fopen readfile file", BARE);
define("read", "getline getlines", /^linecache\./);
define("read", "FileInput input", /^fileinput\./);
define(
  "read",
  "read_csv read_table read_json read_fwf loadtxt genfromtxt fromfile",
  /^(?:pd|pandas|np|numpy|pl|polars)\./,
);
define("read", "copy copyfile copy2 copytree make_archive", /^shutil\./);
define("read", "listdir scandir readdirSync readdir", null);
define("write", "write_text write_bytes", null);
define(
  "write",
  "writeFile writeFileSync appendFile appendFileSync createWriteStream writeTextFile symlink symlinkSync",
  FILES,
);
define("write", "write writelines", /(?:^|\.)open\(\)\.\w+$/);
define("write", "SetValueEx SetValue CreateKey", /^_?winreg\./);
define("write", "file_put_contents", BARE);
define("write", "symlink link chmod chown rename replace", OS);
define("remove", "remove unlink rmdir removedirs", OS);
define("remove", "unlink rmdir", /^(?:Path|pathlib|\?)/);
define("remove", "unlink unlinkSync rmdir rmdirSync truncateSync", FILES);
define("erase", "rmtree", null);
define("erase", "rm rmSync remove removeSync emptyDirSync rmdir rmdirSync", FILES);
define("erase", "rimraf sync", /^rimraf/);
define("walk", "walk fwalk", OS);
define("walk", "rglob glob iglob", null);
define(
  "query",
  "execute executescript executemany exec_driver_sql raw query run exec read_sql read_sql_query",
  /(?:cur|cursor|conn|connection|db|engine|pool|client|knex|sequelize|session|con|pd|pandas|sqlite3|\)|\?)\.\w+$/i,
);
define(
  "native",
  "VirtualAlloc VirtualAllocEx RtlMoveMemory CreateThread CreateRemoteThread WriteProcessMemory memmove CFUNCTYPE VirtualProtect NtCreateThreadEx memset string_at",
  null,
);
define(
  "native",
  "CDLL WinDLL cdll windll oledll PyDLL pythonapi dlopen",
  /^(?:ctypes|cffi|process|ffi|_ctypes)\b/,
);
define("spy", "Listener on_press hook on_release", /^(?:pynput|keyboard|mouse)\b/);
define(
  "spy",
  "grab screenshot grabclipboard paste VideoCapture",
  /^(?:ImageGrab|PIL\.ImageGrab|pyautogui|mss|pyperclip|cv2)\b/,
);
define(
  "encrypt",
  "Fernet AES new createCipheriv encrypt",
  /^(?:cryptography|Crypto|Cryptodome|crypt[o]|AES|Fernet|\?)\b/,
);
define("install", "main", /^pip(?:\._internal)?(?:\.\w+)*\.main$/);
define("load", "__import__ import_module require _load getBuiltinModule");
define("show", "print pprint echo print_r var_dump repr", BARE);
define("show", "log info dir table error warn", /^consol[e]\./);
define("show", "write", /^(?:sys\.stdout|process\.stdout)\./);
define("show", "dumps stringify", /^(?:json|JSON)\./);

/** What a path does, as far as it is known. */
export function actsOf(path: string): readonly CodeAct[] {
  const entries = ACTS.get(path.slice(path.lastIndexOf(".") + 1));
  if (entries === undefined) return [];
  return entries.filter(({ of }) => of === null || of.test(path)).map(({ act }) => act);
}

/** Names that only who leaves a sandbox goes by, and how sure that is. */
export const ESCAPES: readonly { readonly is: RegExp; readonly confidence: number }[] = [
  { is: /^(?:''|\(\)|\[\]|\{\})\.__(?:class|init|doc|getattribute)__/, confidence: 0.85 },
  { is: /__(?:mro|bases?|class)__.*__subclasses__|^object\.__subclasses__/, confidence: 0.92 },
  {
    is: /(?:__globals__|f_globals|f_builtins)\b.*(?:__builtins__|__import__|eval|exec|popen|system)|\.__init__\.__globals__/,
    confidence: 0.9,
  },
  { is: /^(?:''|\(\)|\[\]|\{\}|\?).*\.__subclasses__/, confidence: 0.9 },
  {
    is: /\.(?:gi_frame|cr_frame|ag_frame|tb_frame)\..*(?:f_globals|f_builtins|f_back)/,
    confidence: 0.82,
  },
  { is: /\.__(?:globals|builtins|closure)__$|\.__builtins__\b/, confidence: 0.45 },
  { is: /constructor\.constructor$/, confidence: 0.92 },
  { is: /\.constructor\(\)\.constructor$/, confidence: 0.85 },
  { is: /^process\.(?:binding|_linkedBinding|dlopen)$/, confidence: 0.82 },
  {
    is: /^process\.mainModule\b|main\.constructor\._load|module\.constructor\._load|^process\.getBuiltinModule/,
    confidence: 0.85,
  },
];

/** Files of credentials and of what a system keeps to itself. */
export const SECRET_FILE =
  /(?:^|[/\\])\.ssh(?:[/\\](?!known_hosts|config)|$)|\bid_(?:rsa|dsa|ecdsa|ed25519)(?!\.pub)|\.aws[/\\](?:credentials|config)|\.kube[/\\]config|\.docker[/\\]config\.json|(?:^|[/\\])\.(?:netrc|pgpass|git-credentials|npmrc|pypirc|my\.cnf|boto|htpasswd|bash_history|zsh_history|python_history|gnupg)\b|gcloud[/\\](?:credentials|access_tokens|application_default)|^\/etc\/(?:passwd|shadow|gshadow|sudoers|master\.passwd)|\/proc\/(?:self|\d+|1|\*)\/(?:environ|cmdline|maps|mem)|\/run\/secrets|serviceaccount\/token|\/var\/run\/docker\.sock|Login Data|(?:Chrome|Firefox|Edge|Brave)[^"]{0,80}(?:Cookies|Local State|logins\.json|key4\.db)|wallet\.dat|(?:Electrum|Exodus|MetaMask|Ethereum[/\\]keystore)|\\(?:SAM|NTUSER\.DAT|NTDS\.dit)\b|Keychains|\.config[/\\](?:gh[/\\]hosts|rclone)/i;
/** Files of settings that often hold credentials. */
export const SETTINGS_FILE =
  /(?:^|[/\\])\.env(?:\.\w{1,20})?$|(?:^|[/\\])(?:secrets?|credentials?)\.(?:json|ya?ml|toml|txt|ini)$/i;
/** Where a program is put so that it is run again. */
export const AUTORUN_FILE =
  /\.(?:bashrc|zshrc|profile|bash_profile|zprofile|bash_logout)$|authorized_keys|^\/etc\/(?:cron|passwd|shadow|sudoers|profile|ld\.so|rc\.local|init\.d|systemd|hosts$)|\/var\/spool\/cron|LaunchAgents|LaunchDaemons|\.config[/\\](?:autostart|systemd)|Start Menu[/\\]Programs[/\\]Startup|CurrentVersion\\{1,2}Run|(?:site|user)customize\.py|\.git[/\\]hooks[/\\]/i;
/** Hosts that give a machine's credentials to whoever runs on it. */
export const METADATA_HOST =
  /169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal|100\.100\.100\.200|fd00:ec2::254/i;
/** Hosts that take whatever is sent, and show it to somebody. */
export const COLLECTOR_HOST =
  /\b(?:webhook\.site|requestbin|pipedream\.net|requestcatcher|interact\.sh|oast\.\w+|oastify\.com|burpcollaborator|beeceptor|hookbin|postb\.in|ngrok(?:-free)?\.(?:io|app|dev)|dnslog|ceye\.io|transfer\.sh|file\.io|0x0\.st|pastebin\.com\/api|paste\.ee|discord(?:app)?\.com\/api\/webhooks|api\.telegram\.org\/bot|trycloudflare\.com|serveo\.net|localhost\.run)/i;
/** An address by its number that is not of a private network. */
export const NUMBERED_HOST =
  /\/\/(?!127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0|169\.254\.)\d{1,3}(?:\.\d{1,3}){3}\b/;
/** Mining of coins. */
export const MINING =
  /\bstratum\+(?:tcp|ssl|tls):\/\/|\bxmrig\b|\bminerd\b|\bcpuminer\b|coinhive|cryptonight|nicehash\.com|\bnanopool\.org|supportxmr|minexmr|moneroocean/i;
/** A shell that is tied to a socket, as a text of a shell. */
export const SHELL_OUT =
  /\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat)\s[^|;\n]{0,80}-\w{0,4}[ec]\b|\bbash\s+-i\b|\bmkfifo\b.{0,80}\bnc\b|\bsocat\b.{0,80}exec:/i;
/** A shell by its name. */
export const SHELL_PROGRAM =
  /(?:^|[/\\])(?:ba|z|da|k|a)?sh$|^(?:cmd|powershell|pwsh)(?:\.exe)?$|^\/bin\/\w{0,3}sh\b/i;
/** Names of variables that hold credentials. */
export const SECRET_VARIABLE = /KEY|TOKEN|SECRET|PASS|CRED|PRIVATE|DSN|DATABASE_URL|COOKIE|AUTH/i;
/** Roots of trees without which a machine does not run or a person loses everything. */
export const PRECIOUS_TREE =
  /^(?:\/|\/\*|~|~\/|~\/\*|\.\.|\.\.\/.{0,8}|\*|\.|\.\/|\$HOME|\/(?:etc|usr|var|home|bin|boot|lib|lib64|opt|root|srv|sys|dev|Users|System|Library|mnt|data)(?:\/?\*?|\/\*[/*.\w]{0,20})|[a-z]:[/\\]{0,2}(?:\*|Windows|Users)?[/\\]{0,2})$/i;
/** Packages from anywhere but the registry. */
export const FOREIGN_PACKAGE =
  /\b(?:pip3?|uv pip|npm|yarn|pnpm)\s+(?:install|i|add)\b.{0,120}(?:git\+|https?:\/\/|--(?:extra-)?index-url)|^(?:git\+)?https?:\/\/\S+\.(?:whl|tar\.gz|zip|tgz|git)$/i;
