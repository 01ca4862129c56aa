package dev.backspike.api.event;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Streams of server-sent events.
 *
 * @param maxSubscribers how many subscribers one service process streams to at a time
 */
@ConfigurationProperties("backspike.streams")
record StreamProperties(@DefaultValue("2000") int maxSubscribers) {}
