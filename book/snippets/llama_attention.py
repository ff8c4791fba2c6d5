from keras import layers, ops


class RotaryAttention(layers.Layer):
    """Causal grouped attention with rotary places and a cache."""

    def call(self, QKV, start, past, base):  # each (batch, n, heads * d_k)
        n, d_k = ops.shape(QKV[0])[1], past.shape[4]
        heads = [ops.reshape(Z, (-1, n, Z.shape[2] // d_k, d_k)) for Z in QKV]
        Q, K, V = heads
        t = start[:, None] + ops.arange(n, dtype="int32")  # (batch, n)
        slot = ops.arange(ops.shape(past)[2], dtype="int32")
        here = ops.cast(slot == t[..., None], V.dtype)  # (batch, n, slots)
        new = ops.stack([turned(K, t, base), V], axis=1)
        new = ops.einsum("bns,bxnkd->bxskd", here, new)  # into their slots
        kept = (slot < start[:, None])[:, None, :, None, None]
        past = ops.where(kept, past, new)  # (batch, 2, slots, n_kv, d_k)
        group = Q.shape[2] // K.shape[2]  # query heads to one of K and V
        K, V = ops.unstack(ops.repeat(past, group, axis=3), 2, axis=1)
        mask = (slot <= t[..., None])[:, None]  # (batch, 1, n, slots)
        O = ops.dot_product_attention(turned(Q, t, base), K, V, mask=mask)
        return ops.reshape(O, (-1, n, QKV[0].shape[2])), past


def turned(X, t, base):  # rotary places: a pair of features turns with t
    omega = base ** -np.linspace(0, 1, X.shape[3] // 2, endpoint=False)
    angle = ops.cast(t, "float64")[..., None, None] * omega
    cos, sin = [ops.cast(f(angle), X.dtype) for f in (ops.cos, ops.sin)]
    even, odd = X[..., ::2], X[..., 1::2]
    pair = [even * cos - odd * sin, even * sin + odd * cos]
    return ops.reshape(ops.stack(pair, axis=-1), ops.shape(X))
