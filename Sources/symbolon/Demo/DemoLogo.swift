import Foundation

/// The logo of the demo partner: a PNG of 64 by 64.
enum DemoLogo {
    static let png: [UInt8] = Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())

    private static let text = """
        iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAYAAACqaXHeAAABVElEQVR42u2bvRHCMAxGsxELMAkrUDAde1HThEtLcBxs/XyfJN25SZX35NiOT1qWigqzuDzu
        6/dY36/dCA3cg3/errsRCnpEAIWMf8BbAnrwkCJGwEezDydiFF5SgIuEGXBpeHMRs/CaAtQlSMDPLn5uErTgNQSIS5CCtxQgJoEVXkxCagGS8L8EbM+0BQxL
        kIZvje0FIRdFKwGQu4IVPOyuEBH+tICo2T8twVMAxI4QOftdAdGnf1dCBvgSgCjAEr4pIEv2mxJKQCL4EoAiwOo+AGoN8LoPgBUAcyQuAYngS4D3adD7SFy/
        wyWgfod9b4Ugs+8pACb7FgKgp7+FBOjpry2AIvuaEiiybynA8j4AtkbA4j4AqkrE+rOAqhGiFMC8K8DWCtKWzLIciSnrhatiXEBAum4R2q4R6m4RjW4xanCt
        XkE68JlO0VDQRxGyU7SCPD4V5dHGOLZLDgAAAABJRU5ErkJggg==
        """
}
