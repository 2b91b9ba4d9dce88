// Places of a file system that matter to who attacks it: what a machine cannot do without, where
// credentials lie, what runs by itself. Judged on expanded words of a command.

/** A path with its home, doubled slashes, dots and steps up resolved, as far as it says. */
function plainPlace(path: string): string {
  const home = path.replace(
    /^(?:\$\{?HOME\}?|~root|%USERPROFILE%|\$env:USERPROFILE)(?=\/|\\|$)/i,
    "~",
  );
  if (!/\/\/|\/\.|^\.\//.test(home)) return home;
  const kept: string[] = [];
  for (const part of home.split("/", 64)) {
    if (part === "..") {
      const last = kept.at(-1);
      if (last === undefined || last === ".." || last === "~") kept.push(part);
      else if (last !== "") kept.pop();
    } else if (part !== "." && (part !== "" || kept.length === 0)) kept.push(part);
  }
  const plain = kept.join("/");
  return plain === "" ? (home.startsWith("/") ? "/" : ".") : plain;
}

const SYSTEM_FOLDER =
  /^(?:\/(?:etc|usr|var|home|bin|sbin|boot|lib(?:32|64)?|opt|root|srv|dev|proc|sys|mnt|media|run|Users|System|Library|Applications|Volumes|private|data|storage|sdcard|system|usr\/(?:bin|lib|lib64|local|sbin|share|local\/bin|local\/lib)|var\/(?:lib|log|www|mail|spool|backups|lib\/(?:docker|mysql|postgresql|dpkg|rpm|kubelet|etcd))|etc\/(?:ssh|ssl|systemd|pam\.d|kubernetes|init\.d|apt|nginx))?|~|\/(?:home|Users)\/[^/*]{1,64}|~\/(?:Documents|Desktop|Pictures|Downloads|Music|Videos|Library|\.ssh|\.gnupg|\.config|\.aws|\.kube|\.local)|[a-z]:|[a-z]:[\\/](?:windows|users|program files(?: \(x86\))?|programdata)(?:[\\/](?:system32|\*))?)$/i;

/** How bad it is to delete or overwrite all of a place: 1 the machine or a home, 0 nothing special. */
export function lossOf(path: string): number {
  const place = plainPlace(path);
  const whole = place.replace(/(?:\/|\\)?(?:\*(?:\.\*)?|\{?\.\*)?$/, "").replace(/[\\/]+$/, "");
  if (place.startsWith("/") && whole === "") return 1;
  if (SYSTEM_FOLDER.test(whole)) return 1;
  // "Everything here": what that is depends on where the command runs.
  if (/^(?:\.{1,2}\/?\*?|\*|\.\*|\*\.\*|\.\.(?:\/\.\.)*(?:\/\*)?|\$PWD(?:\/\*)?)$/.test(place))
    return 0.9;
  return 0;
}

const SURE_CREDENTIAL =
  /(?:^|\/)(?:\.ssh\/(?:id_[\w-]{1,20}|identity|\*|id_\*|ssh_host_\w{1,20}_key)|id_(?:rsa|dsa|ecdsa|ed25519)|\.aws\/(?:credentials|config|cli\/cache\/.{1,80}|sso\/cache\/.{1,80}|\*)|\.azure\/(?:accessTokens\.json|msal_token_cache\.\w{1,8}|azureProfile\.json|\*)|\.config\/gcloud\/.{1,80}|application_default_credentials\.json|\.kube\/config|\.docker\/config\.json|\.netrc|\.git-credentials|\.config\/(?:gh\/hosts\.yml|git\/credentials|solana\/id\.json|rclone\/rclone\.conf|op\/config)|\.pgpass|\.my\.cnf|\.vault-token|\.terraform\.d\/credentials[\w.]{0,24}|\.cargo\/credentials(?:\.toml)?|\.gem\/credentials|\.boto|\.s3cfg|\.gnupg(?:\/[\w./*-]{1,80})?|\.password-store(?:\/.{1,80})?|\.local\/share\/keyrings(?:\/.{1,80})?|\.oci\/(?:config|sessions\/.{1,80})|\.(?:bash|zsh|sh|mysql|psql|python|node_repl|rediscli|sqlite)_?history|\.history|logins\.json|key[34]\.db|cookies\.sqlite|Login Data|Local State|login\.keychain(?:-db)?|Library\/Keychains(?:\/.{1,80})?|wallet\.dat|\.electrum\/.{1,80}|\.ethereum\/keystore(?:\/.{1,80})?|[^/]{1,64}\.kdbx|\.cups\/.{1,40}|secring\.gpg)$|^\/etc\/(?:(?:g?shadow|master\.passwd|sudoers|opasswd)-?(?:\.bak|~)?|sudoers\.d\/.{1,40}|security\/opasswd|krb5\.keytab|ssh\/ssh_host_\w{1,20}_key|ssl\/private\/.{1,80}|letsencrypt\/(?:live|archive)\/.{1,80}privkey.{0,10}|ipsec\.secrets|ppp\/chap-secrets|NetworkManager\/system-connections\/.{1,60}|wpa_supplicant\/wpa_supplicant\.conf|openvpn\/.{1,60}\.key|kubernetes\/pki\/.{1,60}\.key|rancher\/k3s\/k3s\.yaml|shadow)$|^\/usr\/local\/etc\/(?:sudoers|master\.passwd)$|^\/proc\/(?:self|[\d*?]{1,7}|\$[^/]{1,24})\/(?:environ|mem|cmdline\*)$|^\/(?:var\/)?run\/secrets\/.{1,100}|serviceaccount\/token$|^\/var\/lib\/mysql\/mysql\/user|^\/dev\/(?:k?mem|port)$|^\/var\/db\/(?:dslocal\/.{1,80}|shadow\/.{1,80})|NTDS\.dit$|(?:repair|config|regback)[\\/](?:SAM|SYSTEM|SECURITY)$/i;
const CREDENTIAL_FOLDER =
  /(?:^|\/)(?:\.ssh|\.aws|\.azure|\.kube|\.gnupg|\.docker|\.config\/gcloud|\.password-store|\.mozilla|\.config\/google-chrome(?:\/.{1,60})?|\.local\/share\/keyrings)(?:\/\*?)?$|^\/etc\/(?:ssl\/private|ssh|letsencrypt|kubernetes\/pki)\/?\*?$|^(?:\/|~|\/root|\/home\/?|\/home\/\w{1,32}|\/etc|\/Users)\/?\*?$/;
const LIKELY_CREDENTIAL =
  /(?:^|\/)(?:\.env(?:\.(?:local|prod|production|staging))?|\.npmrc|\.pypirc|wp-config\.php|\.htpasswd|credentials(?:\.(?:json|ya?ml|xml|csv))?|secrets?\.(?:json|ya?ml|txt|env)|[\w.-]{1,64}\.(?:pem|key|p12|pfx|ppk|keystore|jks|ovpn)|admin\.conf|unattend\.xml|web\.config|database\.yml|tokens?\.(?:json|txt))$/i;

/** How surely reading this file takes a credential, or 0. Public halves of keys are none. */
export function credentialOf(path: string): number {
  if (path.length > 200 || path.length < 4 || path.startsWith("-")) return 0;
  if (!/[./\\]|^id_|history/.test(path)) return 0;
  // A path holds no spaces, save those of browsers; what holds some is a text about paths.
  if (path.includes(" ") && !/Login Data$|Local State$/.test(path)) return 0;
  let place = plainPlace(path);
  // Variables that nobody set are empty: they only hide the name.
  if (place.includes("$") && place.startsWith("/etc"))
    place = place.replace(/\$(?:\(\)|\w{1,12})/g, "");
  if (place.endsWith(".pub") || /\.(?:example|sample|template|dist)$/.test(place)) return 0;
  if (SURE_CREDENTIAL.test(place)) return 0.9;
  if (place.startsWith("/etc/passwd")) return 0.8;
  if (/[?*[]/.test(place) && globReaches(place, "file")) return 0.9;
  return LIKELY_CREDENTIAL.test(place) ? 0.4 : 0;
}

/** True for a folder that holds credentials or a whole home: what is packed and sent from there. */
export function isPrivateFolder(path: string): boolean {
  return CREDENTIAL_FOLDER.test(plainPlace(path)) || /^(?:\$HOME|~)\/?$/.test(path);
}

/** What globs are bent to reach. */
const GLOB_FILES = [
  "/etc/passwd",
  "/etc/shadow",
  "/etc/hosts",
  "/etc/sudoers",
  "/etc/group",
  "/proc/self/environ",
  "/root/.ssh/id_rsa",
];
const GLOB_PROGRAMS = [
  "/bin/cat",
  "/bin/sh",
  "/bin/bash",
  "/bin/ls",
  "/bin/nc",
  "/bin/id",
  "/bin/ps",
  "/bin/rm",
  "/bin/dash",
  "/bin/curl",
  "/bin/wget",
  "/bin/netcat",
  "/bin/more",
  "/bin/head",
  "/bin/tail",
  "/bin/uname",
  "/bin/whoami",
  "/bin/ping",
  "/bin/base64",
  "/bin/nl",
  "/bin/tac",
  "/bin/less",
  "/usr/bin/id",
  "/usr/bin/whoami",
  "/usr/bin/curl",
  "/usr/bin/wget",
  "/usr/bin/nc",
  "/usr/bin/uname",
  "/usr/bin/cat",
  "/usr/bin/python",
  "/usr/bin/python3",
  "/usr/bin/perl",
  "/usr/bin/base64",
  "/usr/bin/head",
  "/usr/bin/tail",
  "/usr/bin/ls",
  "/usr/bin/env",
];
const GLOB_CHARS_MAX = 40;

/**
 * True for a pattern with letters missing that comes to a file or program worth hiding:
 * `/???/c?t`, `/etc/pass*`, `/e?c/sh[a]dow`. A plain `/etc/*` hides nothing.
 */
export function globReaches(pattern: string, what: "file" | "program"): boolean {
  if (pattern.length > GLOB_CHARS_MAX || !pattern.startsWith("/")) return false;
  const isPlainStar = /^[^?[]*\/\*(?:\.\w{1,8})?$/.test(pattern);
  if (isPlainStar || !/[?[*]/.test(pattern)) return false;
  // What leaves nearly everything open reaches a thing only by chance.
  if (pattern.replace(/[^a-z?]/gi, "").length < 3) return false;
  return (what === "file" ? GLOB_FILES : GLOB_PROGRAMS).some((target) =>
    matchesGlob(pattern, target),
  );
}

/** Globbing with `?`, `*` and sets. Bounded: both sides are short. */
function matchesGlob(pattern: string, text: string): boolean {
  let open = new Set([0]);
  for (let at = 0; at < pattern.length; at += 1) {
    const one = pattern[at] ?? "";
    const next = new Set<number>();
    if (one === "*") {
      const first = Math.min(...open);
      for (let place = first; place <= text.length; place += 1) {
        next.add(place);
        if (text[place] === "/") break;
      }
    } else {
      let set: string | null = null;
      if (one === "[") {
        const close = pattern.indexOf("]", at + 2);
        if (close > 0) {
          set = pattern.slice(at + 1, close);
          at = close;
        }
      }
      for (const place of open) {
        if (isOf(text[place], one, set)) next.add(place + 1);
      }
    }
    if (next.size === 0) return false;
    open = next;
  }
  return open.has(text.length);
}

function isOf(char: string | undefined, one: string, set: string | null): boolean {
  if (char === undefined) return false;
  if (set === null) return one === "?" ? char !== "/" : char === one;
  if (char === "/") return false;
  if (/^[!^]/.test(set)) return !set.includes(char);
  const range = /^(\w)-(\w)$/.exec(set);
  if (range?.[1] !== undefined && range[2] !== undefined)
    return char >= range[1] && char <= range[2];
  return set.includes(char);
}

const RUNS_BY_ITSELF: readonly (readonly [RegExp, number])[] = [
  [
    /^\/etc\/(?:ld\.so\.preload|passwd|shadow|sudoers|sudoers\.d\/.{0,60}|gshadow|group|pam\.d\/.{0,60}|rc\.local|rc\.common|inittab)$|^\/usr\/local\/etc\/(?:sudoers|rc\.d\/.{1,40})/,
    0.9,
  ],
  [/\.ssh\/(?:authorized_keys2?|rc)$|^\/etc\/ssh\/sshd_config|(?:^|\/)authorized_keys$/, 0.85],
  [
    /^\/etc\/(?:cron[\w.]{0,12}(?:\/.{0,60})?|at\.allow|anacrontab)$|^\/var\/(?:spool\/cron|at)\/.{0,60}/,
    0.85,
  ],
  [
    /(?:Launch(?:Agents|Daemons)|StartupItems)\/?[^/]{0,100}$|^\/etc\/emond\.d\/|\/emondClients\/|\.config\/autostart\/|^\/etc\/xdg\/autostart\/|^\/etc\/update-motd\.d\/|^\/etc\/init\.d\/|^\/etc\/rc\d?\.d\/|com\.apple\.loginwindow|\/StartUp\/|sitecustomize\.py$|usercustomize\.py$|site-packages\/[^/]{1,40}\.pth$/i,
    0.8,
  ],
  [
    /^\/(?:usr\/)?lib\/security\/pam_|^\/etc\/(?:udev\/rules\.d|modules-load\.d|apt\/apt\.conf\.d|ld\.so\.conf\.d|NetworkManager\/dispatcher\.d)\/.{1,60}/,
    0.7,
  ],
  [
    /^\/(?:etc|usr\/lib|lib|run)\/systemd\/(?:system|user)(?:-generators)?\/[^/]{1,80}$|\.config\/systemd\/user\/[^/]{1,80}$/,
    0.6,
  ],
];

/** How surely writing this file makes something run or be let in later, or 0. */
export function autorunOf(path: string): number {
  if (path.length > 200) return 0;
  const place = plainPlace(path);
  return RUNS_BY_ITSELF.find(([is]) => is.test(place))?.[1] ?? 0;
}

/** Files that a shell reads as it starts; ordinary tools add their paths there. */
export function isShellProfile(path: string): boolean {
  return /(?:^|\/)(?:\.(?:bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|kshrc|cshrc|tcshrc|shrc|xinitrc|xprofile|vimrc|tmux\.conf)|config\.fish)$|^\/etc\/(?:profile|bash\.bashrc|bashrc|zshrc|zsh\/zshrc|profile\.d\/[\w.-]{1,60})$|[Pp]rofile\.ps1$/.test(
    path,
  );
}

/** Addresses of this machine and of the network around it. */
export function isLocalHost(host: string): boolean {
  return /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal|[\w-]{1,40}\.(?:local|localhost|test|svc|internal)|10\.\d{1,3}\.\d{1,3}\.\d{1,3}|192\.168\.\d{1,3}\.\d{1,3})$/i.test(
    host,
  );
}

/** The host of an address as command lines have it, without user and port; null where it is none. */
export function hostOf(address: string): string | null {
  return (
    /^(?:[a-z][a-z\d+.-]{1,12}:\/\/)?(?:[^/@\s]{1,80}@)?(\[[\da-f:]{2,40}\]|[\w.-]{1,120})(?::\d{1,5})?(?:[/?#]|$)/i.exec(
      address,
    )?.[1] ?? null
  );
}

/**
 * Hosts whose owners alone publish there, and folders of such owners. Hosts where anybody may publish
 * (packages, releases, pages) are none of them, and a host ends where its name does: `bun.sh.evil.example`
 * is somebody else's.
 */
const INSTALLER = new RegExp(
  String.raw`^(?:https:\/\/)?(?:(?:(?:sh|win|static)\.rustup\.rs|astral\.sh|get\.docker\.com|(?:deb|rpm)\.nodesource\.com|bun\.sh|install\.python-poetry\.org|get\.sdkman\.io|pyenv\.run|get\.helm\.sh|get\.pnpm\.io|repo\.anaconda\.com|cli\.github\.com|get\.k3s\.io|dl\.k8s\.io|awscli\.amazonaws\.com|sdk\.cloud\.google\.com|packages\.microsoft\.com|releases\.hashicorp\.com|apt\.releases\.hashicorp\.com|download\.docker\.com|go\.dev|nodejs\.org|starship\.rs|install\.determinate\.systems|nixos\.org|get\.volta\.sh|mise\.run|mise\.jdx\.dev|just\.systems|get\.rvm\.io|cpanmin\.us|getcomposer\.org|get\.opentofu\.org|dot\.net|install\.julialang\.org)(?=[/?#]|$)|(?:deno\.land|ollama\.com|tailscale\.com|fly\.io|claude\.ai)\/install\.(?:sh|ps1)(?=[?#]|$)|raw\.githubusercontent\.com\/(?:nvm-sh|creationix|Homebrew|ohmyzsh|robbyrussell|pyenv|helm|rbenv|asdf-vm|golangci|aquasecurity|junegunn|docker|rust-lang|sdkman|microsoft|astral-sh)\/)`,
  "i",
);

/** True for addresses of well-known installers, fetched safely. A list, not a proof. */
export function isKnownInstaller(address: string): boolean {
  return INSTALLER.test(address);
}
