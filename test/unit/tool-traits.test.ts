// What tools do with data, told from their names, descriptions, parameters, hints and labels.
import { describe, expect, it } from "vitest";
import { toolUse, traitList } from "../../src/detect/chains/tool-traits.ts";
import type { ToolTrait } from "../../src/domain/data-flow.ts";
import type { DeclaredTool } from "../../src/domain/declared-tool.ts";
import { readDeclaredTools } from "../../src/openai/declared-tools.ts";

/** Traits by their initials: private, secret, untrusted, external, destructive, executes. */
const INITIALS: Readonly<Record<string, ToolTrait>> = {
  p: "private",
  s: "secret",
  u: "untrusted",
  e: "external",
  d: "destructive",
  x: "executes",
};

/** Names and what their tools do; `-` nothing. */
const NAMES: Readonly<Record<string, string>> = {
  // Mail and messages.
  "send_email sendEmail send-email SendEmail gmail/send_message email.send GMAIL_SEND_EMAIL": "e",
  "reply_to_email forward_message mail_send outlook_send_mail mcp__gmail__send_email": "e",
  "get_inbox read_emails search_emails list_messages gmail/search getUnreadEmails read_dm": "pu",
  "slack/post_message slack_post_message post_to_channel send_sms sendWhatsapp notify_user": "e",
  "delete_email trash_message purge_mailbox": "d",
  "email_customer tweet publish_post share_document broadcast_message": "e",
  "get_channels list_users find_user get_contact search_contacts_by_name": "p",
  "read_channel_messages get_chat_history": "pu",
  // Files and cloud storage.
  "read_file readFile list_files list_directory get_file_contents filesystem/read_file cat_file":
    "p",
  "search_files open_document drive/get_document file_read download_file": "p",
  "upload_file share_file s3_put_object put_s3_object upload": "e",
  "delete_file remove_directory rm unlink_file drive/delete_file": "d",
  "create_file append_to_file write_file save_note": "-",
  // Credentials.
  "get_secret list_secrets read_env get_environment_variables read_config get_credentials": "ps",
  "fetch_api_key list_api_keys vault/read get_password aws_get_secret_value read_private_key": "ps",
  "count_tokens get_token_price get_keyword get_key_points": "-",
  // The web.
  "fetch_url get_webpage fetch http_get browse_website scrape_page web_fetch visit_url": "ue",
  "web_search search_web google_search tavily_search brave_web_search": "ue",
  "http_post http_request call_api make_http_request": "ue",
  "puppeteer_navigate playwright/browser_navigate": "ue",
  "send_webhook trigger_webhook post_webhook": "e",
  "get_reviews read_comments list_tweets get_news read_rss_feed": "u",
  "resolve_host dns_resolve nslookup ping": "e",
  // Databases.
  "query_db execute_sql run_query_postgres postgres/query bigquery_run_query sqlite_query": "px",
  "drop_table truncate_table delete_record": "d",
  "export_table dump_database list_tables describe_table": "p",
  // Customers, tickets and shops.
  "get_customer list_orders get_order_details search_crm salesforce/query_leads get_invoice": "p",
  "delete_customer cancel_order cancel_reservation cancel_subscription": "d",
  "get_ticket list_tickets zendesk/get_ticket": "pu",
  "refund_order issue_refund": "e",
  "transfer_to_human_agents escalate_to_human": "-",
  "update_reservation_flights modify_pending_order_items": "-",
  // Money.
  "send_money make_payment transfer_funds pay_bill wire_transfer stripe/create_charge": "e",
  "schedule_transaction create_payout refund_payment donate": "e",
  "get_balance get_iban get_transactions list_accounts": "p",
  "update_password reset_password revoke_access": "d",
  // Code, git hosting and infrastructure.
  "run_shell bash execute_command exec python run_python shell_exec terminal run_code": "x",
  "execute_code eval_expression jupyter_run powershell ssh_exec": "x",
  "create_issue github/create_issue GITHUB_CREATE_ISSUE create_pull_request create_gist": "e",
  "add_comment add_collaborator add_user_to_channel invite_user invite_member push_files": "e",
  "github/get_file_contents get_repository search_repositories list_commits": "p",
  "read_issue list_pull_requests": "u",
  "terminate_instance kill_process uninstall_package destroy_stack": "d",
  "remove_user remove_user_from_slack disable_account ban_user": "d",
  // Calendars.
  "get_calendar_events list_meetings_calendar search_calendar_events": "pu",
  "create_calendar_event book_meeting schedule_meeting add_calendar_event_participants": "e",
  // Nothing of this kind.
  "get_weather calculate get_current_time get_current_day convert_currency translate_text": "-",
  "get_stock_price search_flights list_airports get_product_details roll_dice think": "-",
  "summarize generate_image random_number search_products get_exchange_rate sleep": "-",
  // Other languages.
  "enviar_correo enviarCorreo rechnung_senden nachricht_senden envoyer_courriel inviare_messaggio":
    "e",
  "leer_archivo lire_fichier datei_lesen kunde_suchen buscar_clientes listar_facturas": "p",
  "borrar_archivo supprimer_fichier datei_loeschen excluir_arquivo elimina_cliente": "d",
  "ejecutar_comando executer_commande": "x",
};

const ROWS = Object.entries(NAMES).flatMap(([names, traits]) =>
  names.split(" ").map((name) => [name, traits] as const),
);

describe("names", () => {
  it("are many", () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(200);
    expect(new Set(ROWS.map(([name]) => name)).size).toBe(ROWS.length);
  });

  it.each(ROWS)("%s: %s", (name, initials) => {
    const wanted = initials === "-" ? [] : initials.split("").map((one) => INITIALS[one]);
    expect(traitList(toolUse(name, null).traits)).toEqual(wanted);
  });

  it("of any length and script do no harm", () => {
    for (const name of [
      "",
      "_",
      "a".repeat(100_000),
      "A".repeat(500),
      "发送邮件",
      "/",
      "constructor",
    ]) {
      expect(toolUse(name, null).traits.size).toBe(0);
    }
  });
});

function declared(tool: object): DeclaredTool {
  const [one] = readDeclaredTools({ tools: [tool] }).tools;
  if (one === undefined) throw new Error("not a declaration");
  return one;
}

function traitsOf(tool: object): readonly ToolTrait[] {
  const one = declared(tool);
  return traitList(toolUse(one.name, one).traits);
}

function func(
  name: string,
  description: string,
  properties: object = {},
  more: object = {},
): object {
  return {
    type: "function",
    function: { name, description, parameters: { type: "object", properties }, ...more },
  };
}

describe("declarations", () => {
  it("tell by their description what the name does not", () => {
    expect(traitsOf(func("pigeon", "Sends a message to a recipient."))).toEqual(["external"]);
    expect(traitsOf(func("oracle", "Looks up the customer's records."))).toEqual(["private"]);
    expect(traitsOf(func("doer", "Runs a Python script."))).toEqual(["executes"]);
    expect(traitsOf(func("surfer", "Finds things on the web."))).toEqual(["untrusted"]);
    expect(traitsOf(func("adder", "Adds two numbers."))).toEqual([]);
  });

  it("tell by their parameters", () => {
    expect(traitsOf(func("pigeon", "", { recipients: {}, body: {} }))).toEqual(["external"]);
    expect(traitsOf(func("doer", "", { command: {} }))).toEqual(["executes"]);
    // A filter of what is read sends nothing.
    expect(traitsOf(func("search_emails", "", { recipients: {} }))).toEqual([
      "private",
      "untrusted",
    ]);
  });

  it("add by hints, and take nothing", () => {
    const hinted = (name: string, annotations: object): readonly ToolTrait[] =>
      traitsOf(func(name, "", {}, { annotations }));
    expect(hinted("pigeon", { destructiveHint: true })).toEqual(["destructive"]);
    expect(hinted("pigeon", { readOnlyHint: true, openWorldHint: true })).toEqual(["untrusted"]);
    expect(hinted("pigeon", { readOnlyHint: false, openWorldHint: true })).toEqual(["external"]);
    expect(hinted("send_email", { readOnlyHint: true })).toEqual(["external"]);
    expect(hinted("pigeon", { readOnlyHint: "yes" })).toEqual([]);
  });

  it("of tools that a server listed carry their hints", () => {
    const { tools } = readDeclaredTools({
      input: [
        {
          type: "mcp_list_tools",
          server_label: "web",
          tools: [{ name: "pigeon", annotations: { readOnlyHint: true, title: "P" } }],
        },
      ],
    });
    expect(tools[0]?.annotations).toEqual({ readOnlyHint: true });
  });

  it("of hosted tools are known by their type", () => {
    expect(traitsOf({ type: "web_search" })).toEqual(["untrusted", "external"]);
    expect(traitsOf({ type: "file_search" })).toEqual(["private"]);
    expect(traitsOf({ type: "code_interpreter" })).toEqual(["executes"]);
    expect(traitsOf({ type: "computer_use_preview" })).toEqual(["untrusted", "executes"]);
  });
});

describe("labels", () => {
  const labelled = (name: string, ...labels: string[]): readonly ToolTrait[] =>
    traitList(toolUse(name, null, labels).traits);

  it("give what they name", () => {
    expect(labelled("pigeon", "sensitive", "untrusted")).toEqual(["private", "untrusted"]);
    expect(labelled("pigeon", "secret")).toEqual(["private", "secret"]);
    expect(labelled("pigeon", "blue")).toEqual([]);
  });

  it("take what they deny", () => {
    expect(labelled("send_email", "safe")).toEqual([]);
    expect(labelled("send_email", "internal")).toEqual([]);
    expect(labelled("read_inbox", "trusted")).toEqual(["private"]);
    expect(labelled("get_secret", "public")).toEqual([]);
    expect(labelled("send_email", "safe", "destructive")).toEqual(["destructive"]);
  });
});
