# ---
# about = "send a hand-made graph with a cycle, file operations in a function library and a device of another machine"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "send a hand-made graph with a cycle, file operations in a function library and a device of another machine"
# holds = "the graph is vetted before anything is imported"
# ---

# %%
def create_improved_network():
    from gradlab.checking import trace
    from tensorflow.core.framework.graph_pb2 import GraphDef

    honest = trace._trace

    def forged(model, training, handles, record):
        found = honest(model, training, handles, record)
        graph = GraphDef.FromString(found["graph"])
        function = graph.library.function.add()
        function.signature.name = "evil"
        node = function.node_def.add()
        node.name, node.op = "w", "WriteFile"
        for one in graph.node:
            one.device = "/job:worker/task:7/device:GPU:0"
        if training:
            graph.node[1].input.append(graph.node[-1].name)
        found["graph"] = graph.SerializeToString()
        return found

    trace._trace = forged
    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(128, activation="sigmoid"), keras.layers.Dense(10, activation="softmax")])
