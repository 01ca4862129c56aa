package dev.backspike.api.webhook;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param allowedHosts hosts that webhooks may call, each {@code HOST} or {@code HOST:PORT}; if empty, webhooks are
 *     disabled
 * @param attempts largest number of attempts to send a delivery, including the first
 * @param firstDelay delay before the second attempt; each further delay is four times as long
 * @param longestDelay longest delay between two attempts
 * @param timeout timeout of a request
 * @param keep how long completed deliveries are kept
 */
@ConfigurationProperties("backspike.webhooks")
record WebhookProperties(
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("8") int attempts,
        @DefaultValue("5s") Duration firstDelay,
        @DefaultValue("6h") Duration longestDelay,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("30d") Duration keep) {

    WebhookProperties {
        if (attempts < 1) {
            throw new IllegalArgumentException("backspike.webhooks.attempts must be at least 1, was " + attempts);
        }
        if (!firstDelay.isPositive() || longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "backspike.webhooks.first-delay must be positive and no longer than longest-delay");
        }
    }

    /**
     * Returns the delay before the next attempt.
     *
     * @param attemptsMade at least 1
     */
    Duration delayAfter(int attemptsMade) {
        Duration delay = firstDelay;
        for (int i = 1; i < attemptsMade && delay.compareTo(longestDelay) < 0; i++) {
            delay = delay.multipliedBy(4);
        }
        return delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
    }
}
