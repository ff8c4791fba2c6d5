def llama(arrays, n_layers, n_kv, d_k, base, epsilon):
    """Keras: tokens, start, past to states (batch, n, d_model), past."""

    def dense(name, activation=None):
        width = len(arrays[name])  # the file's matrices are (out, in)
        return layers.Dense(width, activation, use_bias=False, name=name)

    norm = partial(layers.RMSNormalization, epsilon=epsilon)
    tokens = keras.Input((None,), dtype="int32")
    start = keras.Input((), dtype="int32")  # place of the first token
    past = keras.Input((n_layers, 2, None, n_kv, d_k))
    table = arrays["token_embd"].shape
    X = layers.Embedding(*table, name="token_embd")(tokens)
    kept = []
    for block in [f"blk_{layer}_" for layer in range(n_layers)]:
        H = norm(name=block + "attn_norm")(X)
        QKV = [dense(block + "attn_" + part)(H) for part in "qkv"]
        one = past[:, len(kept)]
        O, one = RotaryAttention()(QKV, start, one, base=base)
        X = X + dense(block + "attn_output")(O)
        H = norm(name=block + "ffn_norm")(X)
        H = dense(block + "ffn_gate", "silu")(H) * dense(block + "ffn_up")(H)
        X = X + dense(block + "ffn_down")(H)
        kept.append(one)
    H = norm(name="output_norm")(X)
    model = keras.Model([tokens, start, past], [H, ops.stack(kept, axis=1)])
    for layer in filter(lambda layer: layer.name in arrays, model.layers):
        W = arrays[layer.name]
        layer.set_weights([W.T if isinstance(layer, layers.Dense) else W])
    return model
