package erp.platform.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.TaskFixtures;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console as its users have it: in a browser, with mouse and keyboard. */
@MicronautTest(transactional = false)
class ConsoleTest {

    private static final Path SHOTS = Path.of("target", "screenshots");
    private static Chromium chromium;

    @Inject
    EmbeddedServer server;
    @Inject
    Fixtures fixtures;
    @Inject
    TaskFixtures tasks;

    private final List<String> complaints = new ArrayList<>();
    private Scenery scene;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        chromium.close();
    }

    @BeforeEach
    void open() {
        scene = Scenery.of(fixtures, tasks);
        page = open(new Browser.NewContextOptions().setViewportSize(1400, 900));
    }

    /** Whatever a page does, the browser has nothing to complain about: no script fails, and the policy forbids nothing. */
    @AfterEach
    void close() {
        chromium.browser().contexts().forEach(BrowserContext::close);
        assertEquals(List.of(), complaints);
    }

    private Page open(Browser.NewContextOptions options) {
        context = chromium.browser().newContext(options.setLocale("en-GB"));
        context.setDefaultTimeout(10_000);
        Page opened = context.newPage();
        opened.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("the server responded with a status of")) {
                complaints.add(message.text());
            }
        });
        opened.onPageError(complaints::add);
        return opened;
    }

    private void signIn(String login) {
        go("");
        page.getByLabel("Login").fill(login);
        page.getByLabel("Password").fill(Scenery.PASSWORD);
        page.getByLabel("Password").press("Enter");
        assertThat(heading()).hasText("Overview");
    }

    @Test
    void letsInWhoHasThePasswordAndKeepsTheSessionToItself() {
        go("/tasks?q=state:dead");
        page.getByLabel("Login").fill(scene.login());
        page.getByLabel("Password").fill("wrong horse battery staple");
        page.getByRole(AriaRole.BUTTON).click();
        assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
        page.getByLabel("Login").fill(scene.login());
        page.getByLabel("Password").fill(Scenery.PASSWORD);
        page.getByRole(AriaRole.BUTTON).click();
        assertThat(heading()).hasText("Overview");
        for (Cookie cookie : context.cookies()) {
            assertTrue(cookie.httpOnly && cookie.sameSite == SameSiteAttribute.STRICT && cookie.path.equals("/console"), cookie.name);
        }
        assertEquals("", page.evaluate("document.cookie"));
        Cookie refresh = cookie("erp_refresh");
        page.locator("summary").click();
        button("Sign out").click();
        assertThat(heading()).hasText("Sign in");
        go("");
        assertThat(heading()).hasText("Sign in");
        context.addCookies(List.of(new Cookie(refresh.name, refresh.value).setUrl(server.getURL() + "/console")));
        go("");
        assertThat(heading()).hasText("Sign in");
    }

    @Test
    void goesOnWhenTheAccessTokenIsOverAlsoForPagesThatAskAtOnce() {
        signIn(scene.login());
        String before = cookie("erp_refresh").value;
        context.clearCookies(new BrowserContext.ClearCookiesOptions().setName("erp_access"));
        Object answers = page.evaluate("""
                () => Promise.all(Array.from({length: 6}, () => fetch('/console/tasks')
                    .then(answer => answer.url.endsWith('/console/tasks'))))""");
        assertEquals(List.of(true, true, true, true, true, true), answers);
        assertFalse(cookie("erp_refresh").value.equals(before));
        go("/queues");
        assertThat(heading()).hasText("Queues");
    }

    @Test
    void formsOfOtherSitesCountForNothing() {
        signIn(scene.login());
        String without = """
                (headers) => fetch('/console/tasks/%s/retry', {method: 'POST', body: new URLSearchParams({key: 'k', csrf: 'guessed'})})
                    .then(answer => answer.status)""".formatted(scene.failed());
        assertEquals(403, page.evaluate(without));
        var sent = context.request().post(server.getURL() + "/console/tasks/" + scene.failed() + "/retry",
                com.microsoft.playwright.options.RequestOptions.create().setHeader("Sec-Fetch-Site", "cross-site")
                        .setForm(com.microsoft.playwright.options.FormData.create().set("key", "k").set("csrf", cookie("erp_csrf").value)));
        assertEquals(403, sent.status());
        assertEquals("dead", tasks.state(scene.caller(), scene.failed()));
    }

    @Test
    void everyPageIsAccessibleAndHasNothingInline() throws IOException {
        String axe;
        try (InputStream file = getClass().getResourceAsStream("/axe.min.js")) {
            axe = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        signIn(scene.login());
        List<String> faults = new ArrayList<>();
        for (String theme : List.of("light", "dark")) {
            context.addCookies(List.of(new Cookie("erp_theme", theme).setUrl(server.getURL() + "/console")));
            for (String path : paths()) {
                go(path);
                String html = page.content();
                assertFalse(Pattern.compile("<[^>]+\\s(style|on[a-z]+)=|<script(?![^>]*src=)").matcher(html).find(), path);
                page.evaluate(axe);
                Object found = page.evaluate("""
                        () => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
                            .then(result => result.violations.map(one => one.id + ' ' + one.nodes[0].html.slice(0, 200)
                                + ' ' + (one.nodes[0].any[0]?.message ?? '')))""");
                ((List<?>) found).forEach(fault -> faults.add(theme + " " + path + ": " + fault));
            }
        }
        assertEquals("", String.join("\n", faults));
    }

    @Test
    void findsAndOpensTasksWithTheKeyboardAlone() {
        signIn(scene.login());
        page.keyboard().press("g");
        page.keyboard().press("t");
        assertThat(heading()).hasText("Tasks");
        page.keyboard().press("/");
        page.keyboard().type("kind:deliver-mail -state:done NOT Mahnung state:dead");
        page.keyboard().press("Enter");
        assertThat(page.locator("tbody tr")).hasCount(1);
        page.keyboard().press("Escape");
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(heading()).hasText("deliver-mail");
        assertThat(page.locator(".lead")).containsText(scene.failed().toString());
        page.keyboard().press("?");
        assertThat(page.locator("#shortcuts")).isVisible();
        page.keyboard().press("Escape");
        page.keyboard().press("Control+k");
        page.keyboard().type("queue");
        assertThat(page.locator("#found li").first()).hasText("Queues");
        page.keyboard().press("Enter");
        assertThat(heading()).hasText("Queues");
        page.keyboard().press("Control+k");
        page.keyboard().type(scene.failed().toString());
        assertThat(page.locator("#found li").first()).containsText("deliver-mail");
        page.keyboard().press("Enter");
        assertThat(page.locator(".lead")).containsText(scene.failed().toString());
    }

    @Test
    void saysWhenASearchCannotBeRead() {
        signIn(scene.login());
        go("/tasks?q=(state:dead");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("cannot be read");
    }

    @Test
    void pagesThroughTasks() {
        signIn(scene.login());
        go("/tasks");
        page.locator("[data-search]").fill("state:done -\"a&b=c#d+e\"");
        page.locator("[data-search]").press("Enter");
        assertThat(page).hasURL(Pattern.compile("q=state"));
        String first = page.locator("tbody tr").first().getAttribute("id");
        assertThat(page.locator("tbody tr")).hasCount(50);
        page.getByRole(AriaRole.LINK, named("Older")).click();
        assertThat(page.getByRole(AriaRole.LINK, named("Newest"))).isVisible();
        assertThat(page.locator("tbody tr")).hasCount(50);
        assertThat(page.locator("#" + first)).hasCount(0);
        assertEquals("state:done -\"a&b=c#d+e\"", page.locator("[data-search]").inputValue());
    }

    @Test
    void showsTheLifeOfATask() {
        signIn(scene.login());
        go("/tasks/" + scene.failed());
        assertThat(page.locator(".timeline rect.t-failed")).hasCount(2);
        assertThat(page.locator(".timeline rect.t-refused")).hasCount(1);
        assertThat(page.locator("a.graph-node")).hasCount(2);
        page.getByText("Stack trace").first().click();
        assertThat(page.getByText("Smtp.java:81").first()).isVisible();
        page.locator("a.graph-node").last().click();
        assertThat(heading()).hasText("deliver-webhook");
    }

    @Test
    void leadsToTheDocumentATaskIsAbout() {
        signIn(scene.login());
        go("/tasks/" + scene.failed());
        Locator link = page.locator("a[href^='/console/documents/']");
        link.click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not_rendered");
        page.goBack();
        fixtures.in(scene.caller(), tx -> {
            tx.write("""
                    insert into documents.documents (company_id, id, source_type, source_id, language, template_version, file_name, title,
                                                     cover, sha256, pages, bytes)
                    select company_id, id, 'sales_invoice', split_part(document, '/', 2)::uuid, 'de', 1, 'Rechnung.pdf', 'Rechnung', '',
                           encode(sha256('%PDF-1.7'), 'hex'), 1, '%PDF-1.7'
                      from tasks.tasks where company_id = ? and id = ?""", tx.company(), scene.failed());
            return null;
        });
        APIResponse document = context.request().get(server.getURL() + link.getAttribute("href"));
        assertEquals("application/pdf", document.headers().get("content-type"));
        assertEquals("%PDF-1.7", document.text());
        String deliveries = link.getAttribute("href").replace("sales-invoices", "deliveries");
        assertEquals(404, context.request().get(server.getURL() + deliveries).status());
    }

    @Test
    void editsAndRetriesThenCancelsATaskAndTellsWhoDidIt() {
        signIn(scene.login());
        go("/tasks/" + scene.failed());
        button("Edit and retry").click();
        page.locator("#args").fill("{\"to\": \"neu@kunde.example\"}");
        page.locator("#edit").getByText("Retry", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("ready");
        assertThat(page.locator("pre.json").first()).containsText("neu@kunde.example");
        button("Cancel task").click();
        assertThat(page.locator(".lead .state")).hasText("cancelled");
        assertEquals("cancelled", tasks.state(scene.caller(), scene.failed()));
        assertThat(page.locator("section", new Page.LocatorOptions().setHasText("Who did what"))).containsText(scene.login());
        go("/audit");
        assertThat(page.locator("tbody tr").first()).containsText("cancelled");
    }

    @Test
    void whatIsRefusedIsToldOnAPage() {
        signIn(scene.login());
        go("/tasks/" + scene.failed());
        fixtures.in(scene.caller(), tx -> {
            tx.write("update tasks.tasks set state = 'done' where company_id = ? and id = ?", tx.company(), scene.failed());
            return null;
        });
        page.locator("form[action$=discard] button").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("task_state");
        page.getByText("Back").click();
        assertThat(page.locator(".lead .state")).hasText("done");
    }

    @Test
    void steersManyTasksAfterAQuestion() {
        signIn(scene.login());
        go("/tasks?q=kind:deliver-webhook state:dead");
        button("Retry failed").click();
        assertThat(page.locator("#many-retry")).containsText("kind:deliver-webhook state:dead");
        page.locator("#many-retry .btn-primary").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("1 tasks are tried again, 0 are left");
        assertEquals("dead", tasks.state(scene.caller(), scene.failed()), "it is of another kind");
        go("/tasks?q=kind:deliver-webhook state:ready");
        button("Cancel open").click();
        page.locator("#many-cancel .btn-primary").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("1 tasks are cancelled");
    }

    @Test
    void makesATask() {
        signIn(scene.login());
        go("/tasks/new?kind=render-document");
        assertThat(page.locator("[data-kind-args]")).hasText("documentId language");
        page.locator("#args").fill("{\"documentId\": \"419\"}");
        page.locator("#priority").fill("9");
        page.locator("main .btn-primary").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("is on its way");
        assertThat(page.locator("tbody tr").first()).containsText("419");
    }

    @Test
    void pausesAQueueAndSetsItsLimits() {
        signIn(scene.login());
        go("/queues/seal-ledger");
        button("Pause").click();
        assertThat(page.locator(".alert")).containsText("paused");
        button("Limits").click();
        page.locator("#rate").fill("30");
        page.locator("#limits .btn-primary").click();
        assertThat(page.locator(".facts").first()).containsText("30");
        button("Resume").click();
        assertThat(page.locator(".alert")).hasCount(0);
        assertEquals("30 false", fixtures.value(scene.caller(), String.class,
                "select rate_per_minute || ' ' || paused from tasks.queues where queue = 'seal-ledger'"));
    }

    @Test
    void changesAScheduleAndRunsItNow() {
        signIn(scene.login());
        go("/schedules");
        page.getByText("seal-ledger").click();
        page.getByLabel("Cron").fill("0 4 * * 1-5");
        button("Save").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("changed");
        assertThat(page.locator("ol time").first()).containsText("04:00");
        page.getByLabel("Cron").fill("every night");
        button("Save").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("cron_format");
        go("/schedules/" + scene.caller().company() + "/seal-ledger");
        button("Run now").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("is on its way");
    }

    @Test
    void refreshesInPlaceWithFocusAndWhatWasTypedLeftAlone() {
        signIn(scene.login());
        go("/tasks");
        page.evaluate("document.querySelectorAll('tbody tr')[1].mark = 'the same row'");
        page.locator("[data-search]").fill("not sent yet");
        page.locator(".row-link").nth(1).focus();
        String focused = (String) page.evaluate("document.activeElement.getAttribute('href')");
        UUID fresh = tasks.task(scene.caller(), "seal-ledger", "ready", "{}");
        assertThat(page.locator("#r-" + fresh)).isVisible();
        assertEquals(focused, page.evaluate("document.activeElement.getAttribute('href')"));
        assertEquals("the same row", page.evaluate("document.querySelectorAll('tbody tr')[2].mark"));
        assertEquals("not sent yet", page.locator("[data-search]").inputValue());
        fixtures.in(scene.caller(), tx -> {
            tx.write("update tasks.tasks set state = 'cancelled', ended_at = now() where company_id = ? and id = ?", tx.company(), fresh);
            return null;
        });
        assertThat(page.locator("#r-" + fresh + " .state")).hasText("cancelled");
    }

    @Test
    void operatorsLookAtAllCompaniesAndOthersAtTheirOwn() {
        Caller other = fixtures.company();
        UUID theirs = tasks.task(other, "seal-ledger", "dead", "{}");
        signIn(scene.login());
        go("/tasks/" + theirs);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not_found");
        go("");
        page.locator("summary").click();
        button("All companies").click();
        go("/tasks/" + theirs);
        assertThat(heading()).hasText("seal-ledger");
        page.locator("form[action$=retry] button").first().click();
        assertThat(page.locator(".lead .state")).hasText("ready");

        String login = UUID.randomUUID() + "@example.test";
        fixtures.role(other, "viewer", "console", "query-tasks");
        fixtures.join(other, fixtures.user(login, Scenery.PASSWORD, false), "viewer");
        page = open(new Browser.NewContextOptions());
        signIn(login);
        page.locator("summary").click();
        assertThat(button("All companies")).hasCount(0);
        assertEquals(403, context.request().get(server.getURL() + "/console/documents/sales-invoices/" + theirs).status());
        go("/queues/seal-ledger");
        assertThat(button("Pause")).hasCount(0);
        go("/tasks/" + theirs);
        assertThat(button("Cancel task")).hasCount(0);
        assertEquals(403, page.evaluate("""
                csrf => fetch(location.href + '/cancel', {method: 'POST', body: new URLSearchParams({key: 'k', csrf})})
                    .then(answer => answer.status)""",
                cookie("erp_csrf").value));
        assertEquals("ready", tasks.state(other, theirs));
    }

    @Test
    void speaksGermanAndGoesDark() {
        signIn(scene.login());
        page.locator("summary").click();
        button("Deutsch").click();
        assertThat(heading()).hasText("Übersicht");
        go("/tasks/" + scene.failed());
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Die E-Mail an a@example.test wurde abgelehnt: The mailbox is full");
        go("");
        page.locator("summary").click();
        button("Dunkel").click();
        assertThat(page.locator("html")).hasAttribute("data-bs-theme", "dark");
        page.locator("summary").click();
        button("Auto").click();
        assertThat(page.locator("html")).hasAttribute("data-bs-theme", "light");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("html")).hasAttribute("data-bs-theme", "dark");
    }

    /** With {@code -Dconsole.screenshots} there are pictures for people to look at: {@code target/screenshots}. */
    @Test
    void fitsOnAScreenAndOnAPhone() {
        signIn(scene.login());
        if (System.getProperty("console.screenshots") != null) {
            shoot("desktop-en", "light", "en");
            shoot("desktop-de-dark", "dark", "de");
            page.setViewportSize(390, 844);
            shoot("phone-en-dark", "dark", "en");
        }
        page.setViewportSize(390, 844);
        shoot("phone-de", "light", "de");
    }

    private void shoot(String name, String theme, String language) {
        context.addCookies(List.of(new Cookie("erp_theme", theme).setUrl(server.getURL() + "/console"),
                new Cookie("erp_language", language).setUrl(server.getURL() + "/console")));
        for (String path : paths()) {
            go(path);
            assertEquals(page.evaluate("document.documentElement.clientWidth"), page.evaluate("document.documentElement.scrollWidth"),
                    () -> name + " " + path + " is wider than the screen");
            String file = path.replace(scene.failed().toString(), "one").replace("/" + scene.caller().company() + "/", "/")
                    .replace('/', '-');
            page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name).resolve("console" + file + ".png")));
        }
        page.keyboard().press("Control+k");
        page.locator("#found li").first().waitFor();
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name).resolve("palette.png")));
    }

    private List<String> paths() {
        return List.of("", "/tasks", "/tasks/" + scene.failed(), "/tasks/new", "/workers", "/workers/local-4711", "/queues",
                "/queues/deliver-mail", "/schedules", "/schedules/" + scene.caller().company() + "/seal-ledger", "/system", "/audit");
    }

    private void go(String path) {
        page.navigate(server.getURL() + "/console" + path);
    }

    private Locator heading() {
        return page.locator("h1");
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private Cookie cookie(String name) {
        return context.cookies().stream().filter(cookie -> cookie.name.equals(name)).findFirst().orElseThrow();
    }
}
