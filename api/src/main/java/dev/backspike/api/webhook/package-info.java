/**
 * Webhooks: what happens to jobs, told to other programs. {@link dev.backspike.api.webhook.Outbox} writes a delivery
 * for each webhook that wants to hear of an event, in the transaction of the event, so that exactly what happened is
 * delivered; {@link dev.backspike.api.webhook.DeliverySender} sends what is due until it is taken, so that it may
 * arrive more than once, with the same id. Requests are signed as Standard Webhooks (standardwebhooks.com) are, and go
 * to hosts that the operator has allowed only.
 */
@NullMarked
package dev.backspike.api.webhook;

import org.jspecify.annotations.NullMarked;
