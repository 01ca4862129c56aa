package dev.backspike.api.job;

import dev.backspike.common.id.JobId;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * Ids of jobs, and of sweeps: {@code j} or {@code s}, 10 characters of time (ms since 1970) and 8 of chance, in
 * Crockford's base 32. They sort by age as strings; within one process strictly, across processes to the millisecond.
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
            // Same millisecond, or the clock went back: count on, so that the order of submission is kept.
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
