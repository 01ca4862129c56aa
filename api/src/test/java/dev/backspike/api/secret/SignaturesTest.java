package dev.backspike.api.secret;

import static org.assertj.core.api.Assertions.assertThat;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignaturesTest {

    private static final Signatures SIGNATURES = new Signatures(key(1));

    @Test
    void everyReplicaWithTheSameKeyRecognisesASignature() {
        String signature = SIGNATURES.of("text");

        assertThat(signature).matches("[A-Za-z0-9_-]{43}");
        assertThat(new Signatures(key(1)).verify("text", signature)).isTrue();
        assertThat(new Signatures(key(2)).verify("text", signature)).isFalse();
    }

    @Test
    void aSignatureIsForOneText() {
        assertThat(SIGNATURES.verify("other", SIGNATURES.of("text"))).isFalse();
        assertThat(SIGNATURES.verify("text", "")).isFalse();
        assertThat(SIGNATURES.verify("text", "ü")).isFalse();
    }

    private static SecretKey key(int content) {
        byte[] key = new byte[32];
        key[0] = (byte) content;
        return new SecretKeySpec(key, "AES");
    }
}
