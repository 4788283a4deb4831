package dev.mailrace.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.ScramMechanism;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said of the work that SCRAM's iterations are: what was done, and nothing else. */
@Tag("jdk")
class SaltedPasswordsTest {
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";

    private static void logIn(SaltedPasswords passwords, int iterations) {
        passwords.of(ScramMechanism.SCRAM_SHA_256, new Credentials("user", "pencil"), SALT, iterations);
    }

    @Test
    void whereNothingWasWorkedOutNothingIsSaid() {
        assertThat(new SaltedPasswords(true).work()).isNull();
    }

    @Test
    void eachLoginWorksItOutUnlessItIsKept() {
        SaltedPasswords kept = new SaltedPasswords(true);
        SaltedPasswords anew = new SaltedPasswords(false);
        for (int i = 0; i < 600; i++) {
            logIn(kept, 10);
            logIn(anew, 10);
        }
        SaltedPasswords.Work once = Objects.requireNonNull(kept.work());
        assertThat(once.count()).isEqualTo(1);
        assertThat(once.kept()).isTrue();
        SaltedPasswords.Work each = Objects.requireNonNull(anew.work());
        assertThat(each.count()).as("more than are remembered").isEqualTo(600);
        assertThat(each.kept()).isFalse();
        assertThat(each.iterations()).isEqualTo(10);
        assertThat(each.medianNanos()).isPositive();
    }

    @Test
    void countsThatDifferAreNoCount() {
        SaltedPasswords passwords = new SaltedPasswords(false);
        logIn(passwords, 10);
        logIn(passwords, 20);
        assertThat(passwords.work()).isNull();
        logIn(passwords, 20);
        assertThat(passwords.work()).as("nor later").isNull();
    }
}
