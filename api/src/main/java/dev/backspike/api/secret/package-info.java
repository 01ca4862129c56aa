/**
 * Secrets at rest: {@link dev.backspike.api.secret.SecretBox} encrypts what the database must not hold in clear text,
 * and {@link dev.backspike.api.secret.Signatures} signs what the service hands out and recognises later.
 */
@NullMarked
package dev.backspike.api.secret;

import org.jspecify.annotations.NullMarked;
