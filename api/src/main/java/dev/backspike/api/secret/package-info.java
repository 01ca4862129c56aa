/**
 * Secrets at rest: {@link dev.backspike.api.secret.SecretBox} encrypts what the database must not hold in clear text.
 */
@NullMarked
package dev.backspike.api.secret;

import org.jspecify.annotations.NullMarked;
