package dev.backspike.api.job;

import dev.backspike.common.id.JobId;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * Generates ids: a letter for the kind ({@code j} for a job, {@code s} for a sweep), 10 characters of time (ms since
 * 1970) and 8 random characters, in Crockford's base 32. As strings they sort by age: strictly within one process, to
 * the millisecond across processes.
 */
@Component
public class JobIds {

    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final long CHANCE_MASK = (1L << 40) - 1;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private long lastMillis;
    private long lastChance;

    JobIds(Clock clock) {
        this.clock = clock;
    }

    JobId next() {
        return new JobId(next('j'));
    }

    public synchronized String next(char kind) {
        long millis = clock.millis();
        if (millis > lastMillis) {
            lastMillis = millis;
            lastChance = random.nextLong() & CHANCE_MASK;
        } else if (lastChance == CHANCE_MASK) {
            lastMillis++;
            lastChance = 0;
        } else {
            // In the same millisecond, or after the clock went back, count up, so that the order of submission is kept.
            lastChance++;
        }
        return kind + base32(lastMillis, 10) + base32(lastChance, 8);
    }

    private static String base32(long value, int digits) {
        StringBuilder text = new StringBuilder(digits);
        for (int shift = 5 * (digits - 1); shift >= 0; shift -= 5) {
            text.append(DIGITS.charAt((int) (value >>> shift) & 31));
        }
        return text.toString();
    }
}
