package dev.backspike.api.page;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tab of the browser, as a person uses it: reads texts, clicks, writes. */
final class Tab {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Errors of scripts are kept in the page, so that tests can see that there were none. */
    private static final String KEEP_ERRORS = """
            window.failures = [];
            addEventListener('error', e => failures.push(String(e.message)));
            addEventListener('unhandledrejection', e => failures.push(String(e.reason?.stack ?? e.reason)));
            addEventListener('securitypolicyviolation', e => failures.push(e.violatedDirective + ' ' + e.blockedURI));
            """;

    private final Chromium browser;
    private final String session;

    Tab(Chromium browser, String session) {
        this.browser = browser;
        this.session = session;
        send("Page.enable", Map.of());
        send("Network.enable", Map.of());
        send("Page.addScriptToEvaluateOnNewDocument", Map.of("source", KEEP_ERRORS));
        size(1280, 900);
    }

    JsonNode send(String method, Map<String, ?> parameters) {
        return browser.send(session, method, parameters);
    }

    void size(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    /** @param theme {@code light} or {@code dark}, as the system would have it */
    void theme(String theme) {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    void offline(boolean isOffline) {
        send(
                "Network.emulateNetworkConditions",
                Map.of("offline", isOffline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    void open(String url) {
        send("Page.navigate", Map.of("url", url));
        await(
                "the page to open",
                () -> evaluate("document.readyState").asString().equals("complete"));
    }

    /** The value of an expression, which may be a promise; an exception in it fails the test. */
    JsonNode evaluate(String expression) {
        JsonNode answer =
                send("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.at("/result/value");
    }

    boolean is(String expression) {
        return evaluate("!!(" + expression + ")").asBoolean();
    }

    String text(String selector) {
        return evaluate("document.querySelector(" + quoted(selector) + ")?.innerText ?? ''")
                .asString();
    }

    void awaitText(String selector, String part) {
        await(selector + " to have " + part, () -> text(selector).contains(part));
    }

    void await(String expression) {
        await(expression, () -> is(expression));
    }

    private void await(String what, Supplier<Boolean> holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what + "; the page has: "
                        + evaluate("document.body.innerText") + "; errors: " + evaluate("window.failures"));
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    /** Clicks the button, link or label with this text, once there is one that is enabled. */
    void click(String text) {
        String found = "[...document.querySelectorAll('button, a, label, summary, [role=tab]')].find(e =>"
                + " e.textContent.trim() === " + quoted(text) + " && !e.disabled && e.checkVisibility())";
        await(found);
        evaluate(found + ".click()");
    }

    /** Writes into a field as a keyboard does. */
    void write(String selector, String text) {
        String field = "document.querySelector(" + quoted(selector) + ")";
        await(field);
        evaluate(field + ".focus(), " + field + ".select()");
        send("Input.insertText", Map.of("text", text));
    }

    void press(String key, String code, int modifiers) {
        for (String type : List.of("keyDown", "keyUp")) {
            send("Input.dispatchKeyEvent", Map.of("type", type, "key", key, "code", code, "modifiers", modifiers));
        }
    }

    byte[] screenshot() {
        return Base64.getDecoder()
                .decode(send("Page.captureScreenshot", Map.of("format", "png"))
                        .path("data")
                        .asString());
    }

    static String quoted(String text) {
        return new JsonMapper().writeValueAsString(text);
    }
}
