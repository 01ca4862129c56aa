package dev.backspike.common.protocol;

/**
 * What a worker offers to gangs, whose replicas it may run together with other workers.
 *
 * @param address where other workers reach its replicas, as {@code host:port}; an IPv6 address in brackets
 * @param slots attempts and replicas that it runs at a time, free or not
 */
public record GangOffer(String address, int slots) {}
