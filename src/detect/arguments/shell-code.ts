// Programs of other languages that stand in a command: reverse shells, downloads that are run,
// deletion and theft in Python, Perl, Ruby, PHP, Node, Lua, awk and Java. Looked for by words in
// the text as it is written, since the languages are many and the calls few.
import { rulesByWord, type KeywordEntry } from "./shell-keyword-rule.ts";

const RULES: readonly KeywordEntry[] = [
  [
    "tcp udp",
    /\/dev\/(?:tcp|udp)\/(?!127\.0\.0\.1|localhost|0\.0\.0\.0)[\w.$-]{1,80}\/[\w$]{1,10}/,
    "reverse_shell",
    0.9,
  ],
  ["tcp udp", /(?:sh|exec)\b[^\n]{0,40}\/dev\/(?:tcp|udp)\//, "reverse_shell", 0.9],
  ["inet", /\/inet6?\/(?:tcp|udp)\/0\//, "reverse_shell", 0.95],
  [
    "socket socket.socket",
    /(?:connect|bind|create_connection)\b[\s\S]{0,600}(?:dup2|pty\.spawn|subprocess|os\.system|exec\(|\/bin\/(?:ba|z|da)?sh|cmd\.exe)/i,
    "reverse_shell",
    0.9,
  ],
  [
    "dup2 pty.spawn",
    /\/bin\/(?:ba)?sh[\s\S]{0,400}(?:socket|connect)|(?:socket|connect)[\s\S]{0,600}(?:dup2|pty\.spawn)/,
    "reverse_shell",
    0.9,
  ],
  [
    "socket",
    /\buse\s+(?:IO::)?Socket\b[\s\S]{0,400}(?:socket\(|connect|new\(|exec)/,
    "reverse_shell",
    0.9,
  ],
  [
    "fsockopen pfsockopen stream_socket_client",
    /(?:exec|system|passthru|popen|proc_open|shell_exec|\x60|\/bin\/)/,
    "reverse_shell",
    0.95,
  ],
  [
    "tcpsocket tcpsocket.open tcpsocket.new rsocket",
    /(?:exec|popen|spawn|\/bin\/|\x60|%x|read_nonblock|gets)/i,
    "reverse_shell",
    0.9,
  ],
  [
    "net net.socket net.connect require",
    /(?:child_process[\s\S]{0,300}(?:net\b|connect\()|(?:net['"]\)|net\.(?:Socket|connect))[\s\S]{0,400}(?:child_process|spawn|exec|\/bin\/))/,
    "reverse_shell",
    0.9,
  ],
  ["io.popen os.execute socket.tcp", /socket[\s\S]{0,300}(?:popen|execute)/, "reverse_shell", 0.9],
  [
    "processbuilder getruntime runtime.getruntime",
    /(?:socket|\/dev\/tcp|\/bin\/(?:ba)?sh)/i,
    "reverse_shell",
    0.9,
  ],
  ["s_client", /(?:mkfifo|\/bin\/(?:ba)?sh|\|\s?(?:ba)?sh\b|bash -i|sh -i)/, "reverse_shell", 0.9],
  ["telnet", /\|\s?(?:\/bin\/)?(?:ba|z|da|k)?sh\b|mkfifo|mknod/, "reverse_shell", 0.9],
  [
    "mkfifo mknod",
    /(?:\b(?:nc|ncat|netcat|telnet|openssl|socat)\b[\s\S]{0,200}|\/bin\/(?:ba)?sh -i|\bsh -i)/,
    "reverse_shell",
    0.9,
  ],
  ["xterm", /-display\s+\d{1,3}\./, "reverse_shell", 0.85],
  [
    "bash sh zsh",
    /\b(?:ba|z|da|k)?sh\s+-\w{0,3}i\w{0,3}\s*(?:[0-9]?[<>]&|&>|>&|\d?>\s?\/dev)/,
    "reverse_shell",
    0.9,
  ],
  [
    "urlopen urllib requests.get urllib2 urllib.request urllib.request.urlopen",
    /\b(?:exec|eval|compile)\s?\([\s\S]{0,200}(?:urlopen|requests\.get|urlretrieve)\b|(?:urlopen|requests\.get|urlretrieve)\([\s\S]{0,300}(?:\bexec\(|\beval\(|os\.system|subprocess)/,
    "download_and_run",
    0.9,
  ],
  [
    "lwp http.get net::http open-uri get_content file_get_contents",
    /(?:\beval\b|exec\(|system\()[\s\S]{0,200}(?:http)|(?:http)[\s\S]{0,200}(?:\|\s?(?:sh|bash)|eval\()/,
    "download_and_run",
    0.85,
  ],
  [
    "b64decode decodebytes base64_decode mime::base64 decode_base64 unhexlify fromhex frombase64string atob zlib.decompress marshal.loads gzinflate str_rot13",
    /\b(?:exec|eval|system|assert|compile|popen|os\.system|create_function|Function)\b\s?[("'\s]/,
    "obfuscation",
    0.85,
  ],
  ["pack", /(?:system|exec|eval)\s?\(?\s?pack\s?\(?\s?["'](?:H|h|C|u)\*/, "obfuscation", 0.9],
  ["chr", /(?:(?:chr|\[char\])\s?\(?\d{2,3}\)?\s?[.+,]\s?){4}/i, "obfuscation", 0.85],
  [
    "rmtree shutil.rmtree fileutils.rm_rf rm_rf rmsync unlinksync",
    /(?:rmtree|rm_rf|rmSync)\s?\(?\s?(?:os\.path\.expanduser\()?["'](?:\/|~|\/(?:etc|home|usr|var|root|bin|boot)\/?|\/\*|C:\\\\?)["']/i,
    "shell_destructive",
    0.9,
  ],
  [
    "open readfilesync read_text file_get_contents file.read",
    /(?:open|readFileSync|read_text|Path|file_get_contents|File\.read|expanduser)\s?\(\s?["'](?:\/etc\/(?:shadow|sudoers|passwd|gshadow)|\/proc\/self\/environ|(?:~|\/root|\/home\/\w{1,32})?\/?\.(?:ssh\/id_\w{1,16}|aws\/credentials|netrc|git-credentials|kube\/config|docker\/config\.json|npmrc|pgpass))["']/,
    "credential_access",
    0.85,
  ],
  [
    "os.environ process.env env",
    /(?:requests\.post|urlopen|http\.request|fetch\(|axios\.post|http\.client|Net::HTTP\.post)[\s\S]{0,240}(?:os\.environ|process\.env|\bENV\b)(?!\s?(?:\[|\.get|\.\w))|(?:dict\(os\.environ\)|JSON\.stringify\(process\.env\))[\s\S]{0,240}(?:post|request|fetch)/i,
    "shell_exfiltration",
    0.85,
  ],
  [
    "id_rsa .ssh credentials environ",
    /(?:requests\.(?:post|put)|http\.request|fetch\(|smtplib|ftplib|urlopen)[\s\S]{0,300}(?:id_rsa|\.ssh\/|\.aws\/credentials|\/etc\/(?:passwd|shadow))|(?:id_rsa|\.ssh\/|\.aws\/credentials|\/etc\/(?:passwd|shadow))[\s\S]{0,300}(?:requests\.(?:post|put)|http\.request|fetch\(|smtplib|ftplib)/,
    "shell_exfiltration",
    0.9,
  ],
  [
    "fork",
    /while\s?(?:\(?\s?(?:1|true|True)\s?\)?)\s?:?\s?\{?\s?(?:os\.)?fork|\bfork while fork\b|loop\s?\{\s?fork/i,
    "shell_destructive",
    0.9,
  ],
  [
    "setuid os.setuid posix_setuid process::sys.setuid",
    /setuid\s?\(?\s?0\s?\)?[\s\S]{0,120}(?:\/bin\/(?:ba)?sh|exec|system|spawn)/,
    "privilege_escalation",
    0.9,
  ],
  [
    "sysrq-trigger",
    />{1,2}\s?\/proc\/sysrq-trigger|tee\s+\/proc\/sysrq-trigger/,
    "shell_destructive",
    0.9,
  ],
  [
    "core_pattern release_agent uevent_helper",
    /(?:>{1,2}\s?|tee\s+)\S{0,80}(?:core_pattern|release_agent|uevent_helper)/,
    "privilege_escalation",
    0.9,
  ],
  [
    "drop_caches randomize_va_space",
    />{1,2}\s?\/proc\/sys\/kernel\/randomize_va_space/,
    "defense_evasion",
    0.8,
  ],
  [
    "ld_preload ld_audit",
    /\bLD_(?:PRELOAD|AUDIT)=["']?(?!(?:\/usr)?\/lib\S{0,60}(?:jemalloc|tcmalloc|asan|ubsan|gomp|stdc))[\w./$-]{2,120}\.so/i,
    "persistence",
    0.8,
  ],
  [
    "stratum stratum2 minexmr nanopool moneroocean supportxmr",
    /stratum\d?\+(?:tcp|ssl|tls):\/\/|(?:minexmr|nanopool|moneroocean|supportxmr|hashvault)\./i,
    "shell_destructive",
    0.85,
  ],
  ["miner xmrig", /(?:-o|--url)[= ]\S{3,80}:\d{3,5}\b|--donate-level/i, "shell_destructive", 0.85],
  [
    "tty_tickets timestamp_timeout nopasswd",
    /(?:sudoers|visudo|NOPASSWD\s?:\s?ALL)/,
    "privilege_escalation",
    0.8,
  ],
  [
    "pam_succeed_if.so pam_evil.so pam_permit.so pam_exec.so",
    /\/etc\/pam\.d|pam_exec\.so/,
    "persistence",
    0.85,
  ],
  ["keytab ccache", /(?:\/tmp\/krb5cc_|krb5\.keytab)/, "credential_access", 0.7],
  [
    "openssl",
    /openssl["']?\s+(?:enc|rsautl|pkeyutl)\s[^\n|;]{0,160}-(?:in|inkey)\s\S{0,60}(?:\/home|\/etc|~|\/var|\/Users|\$HOME)|\$\{?which_openssl\}?\s+rsautl\s/,
    "shell_destructive",
    0.8,
  ],
  [
    "gpg openssl",
    /find\s+(?:\/home|~|\/|\/Users|\/var|\/mnt|\/srv)[^\n]{0,200}(?:openssl\s+enc|gpg\s[^\n]{0,80}(?:-c|--symmetric|--encrypt)\b)/,
    "shell_destructive",
    0.85,
  ],
  [
    "gpg 7z zip ccencrypt 7za rar",
    /(?:--batch[^\n]{0,120}--passphrase|\ba\s[^\n]{0,40}-p\w|ccencrypt\b|-[a-z]{0,3}P\s|--password|-hp\w)[^\n]{0,160}(?:\/etc\/|\/home|\/Users|~|\/var\/(?!tmp)|\/root)/,
    "shell_destructive",
    0.8,
  ],
  [
    "webhook.site requestbin.net requestbin.com pipedream.net oast.fun oast.pro oast.live oast.site oast.online oast.me oastify.com burpcollaborator.net interact.sh interactsh.com dnslog.cn ceye.io canarytokens.com requestcatcher.com beeceptor.com hookb.in pastebin.com transfer.sh file.io 0x0.st termbin.com ix.io paste.rs gofile.io anonfiles.com bashupload.com temp.sh x0.at",
    /(?:\s-(?:d|F|T|X\s?POST)|--data|--upload|--form|\$\(|\x60|\|\s?(?:nc|curl|base64)|<|-method\s+post|\$\{)/i,
    "shell_exfiltration",
    0.85,
  ],
  [
    "webhook.site pipedream.net oast.fun oast.pro oast.live oast.site oast.online oast.me oastify.com burpcollaborator.net interact.sh dnslog.cn ceye.io",
    null,
    "shell_exfiltration",
    0.6,
  ],
  [
    "api.telegram.org discord.com discordapp.com hooks.slack.com",
    /(?:sendDocument|api\/webhooks|\/bot\d|services\/T)[\s\S]{0,300}(?:-F|-d|@|\$\(|\x60)[\s\S]{0,200}(?:\.env|passwd|shadow|id_rsa|\$\((?:env|cat|whoami|printenv)|\.aws|\.ssh|@)/i,
    "shell_exfiltration",
    0.85,
  ],
];

/** The rules by lower-cased word. */
export const CODE_RULES = rulesByWord(RULES);

const CALL =
  /(?:\bsystem|popen|passthru|shell_exec|proc_open|\bexec(?:Sync|File)?|spawn(?:Sync)?|subprocess\.(?:run|call|check_output|check_call|Popen|getoutput)|os\.execute|io\.popen|%x|do shell script)\s?\(?\s?\[?\s?(?:["'{(])((?:[^"'\\\n]|\\.){2,400})["'})]/g;
const CALLS_MAX = 8;

/** The commands that a program hands to a shell as plain strings. */
export function shellStringsOf(code: string): readonly string[] {
  if (!/system|popen|exec|spawn|subprocess|passthru|%x|shell script/.test(code)) return [];
  const found: string[] = [];
  for (const match of code.matchAll(CALL)) {
    if (match[1] !== undefined) found.push(match[1].replaceAll("\\", ""));
    if (found.length === CALLS_MAX) break;
  }
  return found;
}
