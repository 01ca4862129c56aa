package dev.backspike.api.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where the service may send requests that users ask for. It sees networks that they do not, so nothing is allowed that
 * the operator has not named; redirects are not followed either.
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

    /** What is wrong with a URL; null if requests may go there. */
    @Nullable
    String objection(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "is no URL: " + e.getReason();
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
        return "names a host that is not allowed: " + host + "; the operator allows hosts with"
                + " backspike.webhooks.allowed-hosts" + (allowed.isEmpty() ? ", which is empty" : "");
    }
}
