package dev.backspike.api.webhook;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param allowedHosts where requests may go, each {@code HOST} or {@code HOST:PORT}; with none there are no webhooks
 * @param tries how often a delivery is tried, the first time included
 * @param firstDelay before the second try; each further delay is four times as long
 * @param longestDelay between two tries
 * @param timeout of a request
 * @param keep how long deliveries are kept that have ended
 */
@ConfigurationProperties("backspike.webhooks")
record WebhookProperties(
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("8") int tries,
        @DefaultValue("5s") Duration firstDelay,
        @DefaultValue("6h") Duration longestDelay,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("30d") Duration keep) {

    WebhookProperties {
        if (tries < 1) {
            throw new IllegalArgumentException("backspike.webhooks.tries must be at least 1, was " + tries);
        }
        if (!firstDelay.isPositive() || longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "backspike.webhooks.first-delay must be positive and no longer than longest-delay");
        }
    }

    /** @param triesMade at least 1 */
    Duration delayAfter(int triesMade) {
        Duration delay = firstDelay;
        for (int i = 1; i < triesMade && delay.compareTo(longestDelay) < 0; i++) {
            delay = delay.multipliedBy(4);
        }
        return delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
    }
}
