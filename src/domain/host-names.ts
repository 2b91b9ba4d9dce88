// Names of hosts that lead inward, as data: metadata services, names of internal networks, names
// that the public DNS answers with an address of one's own machine, and collectors of requests.

/** Names at which clouds hand credentials to whoever asks. */
export const METADATA_NAMES: ReadonlySet<string> = new Set([
  "metadata", // GCP, short
  "metadata.google.internal",
  "metadata.goog",
  "metadata.azure.internal",
  "instance-data", // AWS
  "instance-data.ec2.internal",
  "metadata.ec2.internal",
  "metadata.tencentyun.com",
  "metadata.oraclecloud.com",
  "metadata.packet.net",
  "metadata.platformequinix.com",
  "api.metadata.cloud.ibm.com",
  "api.service.softlayer.com",
  "rancher-metadata",
  "rancher-metadata.rancher.internal",
]);

/** Names of this machine, and of the machine around a container. */
export const LOCAL_NAMES: ReadonlySet<string> = new Set([
  "localhost",
  "localhost4",
  "localhost6",
  "localhost.localdomain",
  "localhost4.localdomain4",
  "localhost6.localdomain6",
  "ip6-localhost",
  "ip6-loopback",
  "ip6-allnodes",
  "ip6-allrouters",
  "ipv6-localhost",
  "ipv6-loopback",
  "loopback",
  "broadcasthost",
  "host.docker.internal",
  "gateway.docker.internal",
  "kubernetes.docker.internal",
  "vm.docker.internal",
  "docker.for.mac.localhost",
  "docker.for.win.localhost",
  "host.containers.internal",
  "host.lima.internal",
  "host.minikube.internal",
  "host.k3d.internal",
  "host.rancher-desktop.internal",
  "kubernetes",
  "kubernetes.default",
]);

/** Ends of names that only a private network resolves (RFC 6761, RFC 6762, RFC 8375, ICANN .internal). */
export const INTERNAL_SUFFIXES: ReadonlySet<string> = new Set(
  "localhost local internal intranet intra lan corp home private localdomain localdomain4 localdomain6 consul nomad svc cluster workgroup home.arpa fritz.box mshome.net speedport.ip".split(
    " ",
  ),
);

/** Services that answer with the address that is written in the name. */
export const ADDRESS_NAMES: ReadonlySet<string> = new Set(
  "nip.io sslip.io xip.io xip.name xip.lol traefik.me backname.io local-ip.co local-ip.sh ip6.name plex.direct".split(
    " ",
  ),
);

/** Public names that answer with loopback, or now with this and now with that address. */
export const LOOPBACK_NAMES: ReadonlySet<string> = new Set(
  "localtest.me lvh.me vcap.me lacolhost.com localho.st localdev.me lcl.host local.gd fuf.me yoogle.com readme.localtest.me 42foo.com localdomain.pw localhost.domaincontrol.com spoofed.burpcollaborator.net bugbounty.dod.network mail.ebc.apple.com loopback.jp loopback.cymru.com ssrf.localdomain.pw 1u.ms rbndr.us rebind.network rebind.it rebindtest.com rebinder.net r3dir.me ssrf.sh lock.cmpxchg8b.com dns.rebind.cc rbnd.gl0.eu whonow.org".split(
    " ",
  ),
);

/** Catchers of requests that tell their owner who asked: fine for a webhook, telling elsewhere. */
export const COLLECTOR_NAMES: ReadonlySet<string> = new Set(
  "webhook.site oast.pro oast.live oast.fun oast.me oast.online oast.site oast.us interact.sh interactsh.com burpcollaborator.net oastify.com requestbin.com requestbin.net requestbin.cn requestcatcher.com pipedream.net canarytokens.com canarytokens.org ngrok.io ngrok.app ngrok-free.app ngrok-free.dev dnslog.cn ceye.io beeceptor.com hookbin.com postb.in ptsv2.com ptsv3.com dnsbin.zhack.ca xss.ht bxss.me bxss.in ezxss.com xsshunter.com eyes.sh tnnl.in webhook.cool mockbin.org typedwebhook.tools serveo.net localhost.run trycloudflare.com loca.lt localtunnel.me".split(
    " ",
  ),
);
