/**
 * Webhooks report events of jobs to other programs. {@link dev.backspike.api.webhook.Outbox} records a delivery for
 * each webhook that subscribes to an event, in the transaction of the event, so that no event is lost or invented.
 * {@link dev.backspike.api.webhook.DeliverySender} sends each delivery until the receiver accepts it; a delivery may
 * therefore arrive more than once, with the same id. Requests are signed according to Standard Webhooks
 * (standardwebhooks.com) and go only to hosts that the operator has allowed.
 */
@NullMarked
package dev.backspike.api.webhook;

import org.jspecify.annotations.NullMarked;
