// The certificate library fails to load unless this polyfill came first, so it is imported only from here.
import 'reflect-metadata'

export * from '@peculiar/x509'
