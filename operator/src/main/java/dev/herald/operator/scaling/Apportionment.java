package dev.herald.operator.scaling;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** A whole number shared out by weights, exactly: by the largest remainders, as Hamilton shared out seats. */
final class Apportionment {
    private Apportionment() {
    }

    /** The parts, which add up to the total. Of equal remainders the first comes first; weights that are all zero count as equal. */
    static long[] of(long total, long[] weights) {
        BigInteger sum = Arrays.stream(weights).mapToObj(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (sum.signum() == 0 && weights.length > 0) {
            return of(total, Arrays.stream(weights).map(_ -> 1).toArray());
        }
        BigInteger[][] shares = Arrays.stream(weights)
                .mapToObj(it -> BigInteger.valueOf(total).multiply(BigInteger.valueOf(it)).divideAndRemainder(sum))
                .toArray(BigInteger[][]::new);
        long[] parts = Arrays.stream(shares).mapToLong(it -> it[0].longValueExact()).toArray();
        IntStream.range(0, parts.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> shares[i][1]).reversed())
                .limit(total - Arrays.stream(parts).sum())
                .forEach(i -> parts[i]++);
        return parts;
    }
}
