package dev.backspike.api.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The hosts that webhooks may call. The service can reach networks that its users cannot, so a request goes only to a
 * host that the operator has listed, and redirects are not followed.
 */
@Component
class AllowedHosts {

    private static final int MAX_URL = 2000;

    private final List<String> allowed;

    AllowedHosts(WebhookProperties properties) {
        this.allowed = properties.allowedHosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Returns what is wrong with a URL, or null if requests may be sent to it. */
    @Nullable
    String objection(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "is not a URL: " + e.getReason();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (url.length() > MAX_URL
                || !(scheme.equals("http") || scheme.equals("https"))
                || uri.getHost() == null
                || uri.getUserInfo() != null
                || uri.getFragment() != null) {
            return "must be an http or https URL of at most " + MAX_URL + " characters, without user and fragment";
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        if (allowed.contains(host) || allowed.contains(host + ":" + port)) {
            return null;
        }
        return "has a host that is not allowed: " + host + "; the operator lists the allowed hosts in"
                + " backspike.webhooks.allowed-hosts" + (allowed.isEmpty() ? ", which is empty" : "");
    }
}
