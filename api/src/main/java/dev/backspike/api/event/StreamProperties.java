package dev.backspike.api.event;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Streams of server-sent events.
 *
 * @param maxSubscribers how many may follow jobs at a time in this process
 */
@ConfigurationProperties("backspike.streams")
record StreamProperties(@DefaultValue("2000") int maxSubscribers) {}
